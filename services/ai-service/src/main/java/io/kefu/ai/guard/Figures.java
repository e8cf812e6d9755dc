package io.kefu.ai.guard;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The prices, numbers, dates, codes and addresses of a text, in one form: 两年, 2年 and ２ 年 are the
 * same figure, 2年 and 2个月 are not. Pure.
 */
public final class Figures {

  private static final String DIGITS = "零一二三四五六七八九";

  /** A number with what is measured; a Chinese numeral only in front of a unit. */
  private static final String UNIT =
      "个工作日|工作日|个自然日|自然日|个小时|小时|个月|分钟|周年|年|月|日|号|天|周|星期|秒|点|时|分|元|块|毛|万元|亿元|万|亿|折|%|℃|°c|度"
          + "|千瓦时|千瓦|kwh|kw|mw|w|kva|va|kv|v|伏|ma|ah|a|安|hz|mpa|kpa|公里|千米|厘米|毫米|km|cm|mm|米|m|公斤|千克|kg|g|吨"
          + "|寸|英寸|升|ml|l|gb|mb|tb|台|套|个|件|次|倍|级|位|人|枪|把|根|条|箱|批|期|年内|欧|ω|db|rpm|nm|usd|rmb|美元|欧元";

  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<code>(?<![a-z0-9])(?:[a-z]+[-_]?\\d+[a-z0-9_-]*|\\d+[-_]?[a-z]{2,}\\d+[a-z0-9_-]*))"
              + "|(?<num>\\d+(?:,\\d{3})*(?:\\.\\d+)?)\\s*(?<unit>"
              + UNIT
              + ")?(?<half>半)?"
              + "|(?<cn>[零一二两三四五六七八九十百千万亿半]+)(?<cnunit>个工作日|工作日|个小时|小时|个月|分钟|周年|年|天|周|星期|秒|元|块|折|成|倍|千瓦|公里|米|公斤|吨|台|套|次|期)(?<cnhalf>半)?");

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:https?://|www\\.)[^\\s，。；、）)】\"”]+|[a-z0-9._%+-]+@[a-z0-9.-]+\\.[a-z]{2,}");

  private static final Pattern PERCENT_WORD = Pattern.compile("百分之([零一二两三四五六七八九十百\\d.]+)");
  private static final Pattern LIST_MARK =
      Pattern.compile("(?m)^\\s*(?:[(（]?\\d{1,2}[)）.、:：]|[①-⑳])\\s*");

  /** 22～45kW is 22kW and 45kW. */
  private static final Pattern RANGE =
      Pattern.compile(
          "(?<![\\d.-])(\\d+(?:\\.\\d+)?)\\s*[~至到-]\\s*(\\d+(?:\\.\\d+)?)\\s*("
              + UNIT
              + ")(?![a-z])");

  private static final Pattern LOW_DASH = Pattern.compile("[‐‑‒–—−]");

  private static final Map<String, String> SAME_UNIT =
      Map.ofEntries(
          Map.entry("个小时", "小时"),
          Map.entry("个工作日", "工作日"),
          Map.entry("个自然日", "自然日"),
          Map.entry("周年", "年"),
          Map.entry("年内", "年"),
          Map.entry("块", "元"),
          Map.entry("rmb", "元"),
          Map.entry("号", "日"),
          Map.entry("星期", "周"),
          Map.entry("千瓦时", "kwh"),
          Map.entry("千瓦", "kw"),
          Map.entry("伏", "v"),
          Map.entry("安", "a"),
          Map.entry("千米", "km"),
          Map.entry("公里", "km"),
          Map.entry("厘米", "cm"),
          Map.entry("毫米", "mm"),
          Map.entry("米", "m"),
          Map.entry("公斤", "kg"),
          Map.entry("千克", "kg"),
          Map.entry("°c", "℃"),
          Map.entry("度", "℃"),
          Map.entry("时", "点"),
          Map.entry("寸", "英寸"),
          Map.entry("欧", "ω"));

  private Figures() {}

  /** A figure of the text that the evidence does not hold, in its one form; empty when all are. */
  public static Optional<String> missing(String text, String evidence) {
    Set<String> known = of(evidence);
    return of(withoutListMarks(text)).stream()
        .filter(figure -> !known.contains(figure))
        .findFirst();
  }

  /** The figures of a text. */
  static Set<String> of(String text) {
    String folded = LOW_DASH.matcher(Folding.fold(text)).replaceAll("-");
    Set<String> figures = new LinkedHashSet<>();
    Matcher address = ADDRESS.matcher(folded);
    while (address.find()) {
      figures.add(address.group().replaceAll("[.,;:!?]+$", ""));
    }
    folded = address.replaceAll(" ");
    folded =
        PERCENT_WORD
            .matcher(folded)
            .replaceAll(
                m ->
                    Character.isDigit(m.group(1).charAt(0))
                        ? m.group(1) + "%"
                        : chinese(m.group(1)) + "%");
    folded = RANGE.matcher(folded).replaceAll("$1$3 $2$3 ");
    Matcher number = NUMBER.matcher(folded);
    while (number.find()) {
      if (number.group("code") != null) {
        figures.add(number.group("code").replaceAll("[-_]", ""));
      } else if (number.group("num") != null) {
        figures.add(
            half(plain(number.group("num")), number.group("half")) + unit(number.group("unit")));
      } else {
        String value = chinese(number.group("cn"));
        if (value != null) {
          figures.add(half(value, number.group("cnhalf")) + unit(number.group("cnunit")));
        }
      }
    }
    return figures;
  }

  private static String withoutListMarks(String text) {
    return LIST_MARK.matcher(text).replaceAll("");
  }

  private static String unit(String unit) {
    return unit == null ? "" : SAME_UNIT.getOrDefault(unit, unit);
  }

  /** 两年半 is 2.5 years. */
  private static String half(String value, String half) {
    return half == null || value.contains(".") ? value : value + ".5";
  }

  private static String plain(String number) {
    return new BigDecimal(number.replace(",", "")).stripTrailingZeros().toPlainString();
  }

  /** 二十四 → 24, 两百 → 200, 半 → 0.5, 二零二六 → 2026; null when it is no number. */
  private static String chinese(String numeral) {
    if (numeral.equals("半")) {
      return "0.5";
    }
    String text = numeral.replace('两', '二');
    boolean half = text.endsWith("半");
    if (half) {
      text = text.substring(0, text.length() - 1);
    }
    long value;
    if (text.chars().allMatch(c -> DIGITS.indexOf(c) >= 0) && text.length() > 1) {
      value = 0;
      for (char c : text.toCharArray()) {
        value = value * 10 + DIGITS.indexOf(c);
      }
    } else {
      value = positional(text);
    }
    if (value < 0) {
      return null;
    }
    return half ? value + ".5" : Long.toString(value);
  }

  private static long positional(String text) {
    long total = 0;
    long section = 0;
    long digit = -1;
    for (char c : text.toCharArray()) {
      int known = DIGITS.indexOf(c);
      if (known >= 0) {
        digit = known;
        continue;
      }
      long power =
          switch (c) {
            case '十' -> 10;
            case '百' -> 100;
            case '千' -> 1_000;
            case '万' -> 10_000;
            case '亿' -> 100_000_000;
            default -> -1;
          };
      if (power < 0) {
        return -1;
      }
      if (power < 10_000) {
        section += (digit < 0 ? 1 : digit) * power;
      } else {
        total += (section + Math.max(0, digit)) * power;
        section = 0;
      }
      digit = -1;
    }
    return total + section + Math.max(0, digit);
  }
}
