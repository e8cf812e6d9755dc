package io.kefu.message.learning;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes personal data out of texts that others will read: numbers and addresses become stars. */
public final class PersonalMask {

  private static final String STARS = "***";

  private static final List<Pattern> PATTERNS =
      List.of(
          Pattern.compile("[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}"),
          // Identity cards, 18 digits or 17 and an X.
          Pattern.compile("(?<![0-9A-Za-z])[1-9]\\d{16}[0-9Xx](?![0-9A-Za-z])"),
          // Mobile numbers, with or without +86, in groups or not.
          Pattern.compile("(?<!\\d)(?:\\+?86[- ]?)?1[3-9]\\d[- ]?\\d{4}[- ]?\\d{4}(?!\\d)"),
          // Bank cards.
          Pattern.compile("(?<!\\d)[3-6]\\d{3}(?:[ -]?\\d{4}){2,3}[ -]?\\d{0,7}(?!\\d)"),
          // Landlines.
          Pattern.compile("(?<!\\d)0\\d{2,3}[- ]?\\d{7,8}(?!\\d)"),
          Pattern.compile("(?i)wxid_[a-z0-9]{6,40}"),
          Pattern.compile(
              "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·. ]?[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])"));

  private PersonalMask() {}

  /** The text with stars for whatever names a person. */
  public static String masked(String text) {
    String masked = text;
    for (Pattern pattern : PATTERNS) {
      masked = pattern.matcher(masked).replaceAll(Matcher.quoteReplacement(STARS));
    }
    return masked;
  }
}
