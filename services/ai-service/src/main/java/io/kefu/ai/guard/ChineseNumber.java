package io.kefu.ai.guard;

import java.math.BigDecimal;

/** Chinese numerals as numbers: 二十四, 两百, 一千二 (1200), 一万零五十, 二零二六, 两年半's 半. Pure. */
final class ChineseNumber {

  private static final String DIGITS = "零一二三四五六七八九";
  private static final String FORMAL = "〇壹贰叁肆伍陆柒捌玖拾佰仟萬億两貳參陸幺";
  private static final String PLAIN = "零一二三四五六七八九十百千万亿二二三六一";

  private ChineseNumber() {}

  /** The numerals of contracts and the other signs in their everyday form. */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder(text);
    for (int i = 0; i < plain.length(); i++) {
      int at = FORMAL.indexOf(plain.charAt(i));
      if (at >= 0) {
        plain.setCharAt(i, PLAIN.charAt(at));
      }
    }
    return plain.toString();
  }

  /** The value of a numeral in its everyday form; null when it is no number. */
  static BigDecimal value(String numeral) {
    String text = numeral;
    boolean half = text.endsWith("半");
    if (half) {
      text = text.substring(0, text.length() - 1);
    }
    BigDecimal value = text.isEmpty() ? BigDecimal.ZERO : whole(text);
    if (value == null) {
      return null;
    }
    return half ? value.add(new BigDecimal("0.5")) : value;
  }

  private static BigDecimal whole(String text) {
    if (text.length() > 1 && text.chars().allMatch(c -> DIGITS.indexOf(c) >= 0)) {
      StringBuilder digits = new StringBuilder();
      text.chars().forEach(c -> digits.append(DIGITS.indexOf(c)));
      return new BigDecimal(digits.toString());
    }
    long total = 0;
    long section = 0;
    long digit = -1;
    long lastPower = 1;
    boolean zeroBefore = false;
    for (char c : text.toCharArray()) {
      int known = DIGITS.indexOf(c);
      if (known >= 0) {
        zeroBefore = digit == 0 || (known != 0 && zeroBefore);
        digit = known;
        zeroBefore |= known == 0;
        continue;
      }
      long power = power(c);
      if (power < 0) {
        return null;
      }
      if (power < 10_000) {
        section += (digit < 0 ? 1 : digit) * power;
      } else {
        long below = section + Math.max(0, digit);
        total = power > 10_000 ? (total + below) * power : total + below * power;
        section = 0;
      }
      lastPower = power;
      digit = -1;
      zeroBefore = false;
    }
    // 一千二 is 1200, 一万二 is 12000; 一千零二 and 十二 are as they stand.
    long unit = digit > 0 && !zeroBefore && lastPower >= 100 ? lastPower / 10 : 1;
    return BigDecimal.valueOf(total + section + Math.max(0, digit) * unit);
  }

  private static long power(char c) {
    return switch (c) {
      case '十' -> 10;
      case '百' -> 100;
      case '千' -> 1_000;
      case '万' -> 10_000;
      case '亿' -> 100_000_000;
      default -> -1;
    };
  }
}
