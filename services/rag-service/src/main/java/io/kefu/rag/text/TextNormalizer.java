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
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private TextNormalizer() {}

  /** The comparable form of a text. */
  public static String normalize(String text) {
    String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    String simplified = hasHan(folded) ? TraditionalCharacters.simplify(folded) : folded;
    Matcher numerals = NUMERAL.matcher(simplified);
    String counted = numerals.replaceAll(match -> Integer.toString(value(match.group())));
    return BLANKS.matcher(counted).replaceAll(" ").strip();
  }

  /** Whether a character is a Chinese one. */
  static boolean isHan(int codePoint) {
    return Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.HAN;
  }

  private static boolean hasHan(String text) {
    return text.codePoints().anyMatch(TextNormalizer::isHan);
  }

  /** Value of a numeral below ten thousand, such as 一百二十. */
  private static int value(String numeral) {
    int total = 0;
    int digit = 0;
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
