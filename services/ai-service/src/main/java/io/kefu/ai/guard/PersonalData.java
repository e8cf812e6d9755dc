package io.kefu.ai.guard;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts signs in place of personal data on the way to a model and puts the data back on the way out.
 * One object serves one question; the same datum gets the same sign. Not thread-safe.
 */
public final class PersonalData {

  private record Kind(String name, Pattern pattern) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("邮箱", Pattern.compile("[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}")),
          new Kind(
              "证件号",
              Pattern.compile(
                  "(?<![0-9A-Za-z])[1-9]\\d{5}(?:19|20)\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])\\d{3}[0-9Xx](?![0-9A-Za-z])")),
          new Kind(
              "手机号",
              Pattern.compile("(?<!\\d)(?:\\+?86[- ]?)?1[3-9]\\d[- ]?\\d{4}[- ]?\\d{4}(?!\\d)")),
          new Kind(
              "银行卡号",
              Pattern.compile("(?<!\\d)[3-6]\\d{3}(?:[ -]?\\d{4}){2,3}[ -]?\\d{0,7}(?!\\d)")),
          new Kind("座机号", Pattern.compile("(?<!\\d)0\\d{2,3}-\\d{7,8}(?!\\d)")),
          new Kind(
              "车牌号",
              Pattern.compile(
                  "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·. ]?[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])")));

  private static final Pattern SIGN = Pattern.compile("\\[(?:邮箱|证件号|手机号|银行卡号|座机号|车牌号)\\d+]");

  private final Map<String, String> signs = new LinkedHashMap<>();

  /** The text with signs in place of personal data. */
  public String mask(String text) {
    String masked = text;
    for (Kind kind : KINDS) {
      masked =
          kind.pattern()
              .matcher(masked)
              .replaceAll(found -> Matcher.quoteReplacement(sign(kind, found.group())));
    }
    return masked;
  }

  /** The text with the data put back; signs that were never given stay. */
  public String unmask(String text) {
    String plain = text;
    for (Map.Entry<String, String> sign : signs.entrySet()) {
      plain = plain.replace(sign.getValue(), sign.getKey());
    }
    return plain;
  }

  /** The text without any sign: the number in a sign is no figure. */
  public static String withoutSigns(String text) {
    return SIGN.matcher(text).replaceAll(" ");
  }

  /** Whether a sign is left that stands for nothing: the model made it up. */
  public static boolean hasSign(String text) {
    return SIGN.matcher(text).find();
  }

  private String sign(Kind kind, String datum) {
    return signs.computeIfAbsent(datum, d -> "[" + kind.name() + (signs.size() + 1) + "]");
  }
}
