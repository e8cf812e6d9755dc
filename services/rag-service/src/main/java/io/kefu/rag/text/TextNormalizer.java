package io.kefu.rag.text;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings a text into the one form in which texts are compared: NFKC (full width to half width),
 * lower case, traditional to simplified characters, Chinese numerals before a unit as digits, white
 * space as single blanks. The embedding model's vocabulary is lower case only, so everything that
 * is embedded goes through here. Pure and thread-safe.
 */
public final class TextNormalizer {

  private static final String DIGITS = "零一二三四五六七八九";
  private static final Pattern NUMERAL =
      Pattern.compile("(?<!第)[零一二两三四五六七八九十百千]+(?=(?:" + Units.WRITTEN_OUT + "))");

  /** 一百二 (120), 两百四十, 三千六: said without a unit; 百分之 and 千万别 have no digit before. */
  private static final Pattern HUNDREDS =
      Pattern.compile("(?<![第零一二两三四五六七八九十百千万])[一二两三四五六七八九][百千][零一二三四五六七八九十百]*(?![万亿分])");

  /** E零三: what is read out digit by digit behind a letter. */
  private static final Pattern SPELLED_CODE =
      Pattern.compile("(?<=[a-z][- ]?)[零〇一二三四五六七八九]{1,4}(?![一-龥&&[十百千万个台相种些样下起直定般]])");

  /** 7个千瓦: the counting word says nothing. */
  private static final Pattern COUNTED_UNIT =
      Pattern.compile("(?<=\\d)\\s*个(?=(?:千瓦|kw|平方|公里|小时))");

  /** 一级, 两斤, 十五吨: nobody says anything else with these. */
  private static final Pattern GRADED =
      Pattern.compile("(?<![第零一二两三四五六七八九十百千万])[一二两三四五六七八九十百]+(?=[级斤吨克匹寸](?!别))");

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private TextNormalizer() {}

  /** The comparable form of a text. */
  public static String normalize(String text) {
    String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    String simplified = hasHan(folded) ? TraditionalCharacters.simplify(folded) : folded;
    Matcher numerals = NUMERAL.matcher(simplified);
    String counted = numerals.replaceAll(match -> Integer.toString(value(match.group())));
    counted = GRADED.matcher(counted).replaceAll(m -> Integer.toString(value(m.group())));
    counted = HUNDREDS.matcher(counted).replaceAll(m -> Integer.toString(value(m.group())));
    counted = SPELLED_CODE.matcher(counted).replaceAll(m -> digits(m.group()));
    counted = COUNTED_UNIT.matcher(counted).replaceAll("");
    return BLANKS.matcher(counted).replaceAll(" ").strip();
  }

  /** Whether a character is a Chinese one. */
  static boolean isHan(int codePoint) {
    return Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.HAN;
  }

  private static boolean hasHan(String text) {
    return text.codePoints().anyMatch(TextNormalizer::isHan);
  }

  private static String digits(String spelled) {
    StringBuilder digits = new StringBuilder();
    for (char c : spelled.toCharArray()) {
      digits.append(c == '〇' ? 0 : DIGITS.indexOf(c));
    }
    return digits.toString();
  }

  /** Value of a numeral below ten thousand, such as 一百二十; 一百二 is as much, 一百零二 is not. */
  private static int value(String numeral) {
    int total = 0;
    int digit = 0;
    int last = numeral.length() - 1;
    if (last >= 2 && DIGITS.indexOf(numeral.charAt(last)) > 0) {
      int unit = "百千".indexOf(numeral.charAt(last - 1));
      if (unit >= 0) {
        return value(numeral.substring(0, last))
            + DIGITS.indexOf(numeral.charAt(last)) * (unit == 0 ? 10 : 100);
      }
    }
    for (int i = 0; i < numeral.length(); i++) {
      char c = numeral.charAt(i);
      switch (c) {
        case '十' -> {
          total += Math.max(digit, 1) * 10;
          digit = 0;
        }
        case '百' -> {
          total += Math.max(digit, 1) * 100;
          digit = 0;
        }
        case '千' -> {
          total += Math.max(digit, 1) * 1000;
          digit = 0;
        }
        case '两' -> digit = 2;
        default -> digit = DIGITS.indexOf(c);
      }
    }
    return total + digit;
  }
}
