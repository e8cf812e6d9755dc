package io.kefu.ai.guard;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a text sends somebody: web and mail addresses, telephone numbers, names in messengers, each
 * in one form: 400-000-1688 and 4000001688 are the same number. Pure.
 */
final class Contacts {

  private static final Pattern MAIL = Pattern.compile("[a-z0-9._%+-]+@[a-z0-9.-]+\\.[a-z]{2,}");
  private static final Pattern LINK =
      Pattern.compile("(?:https?://|www\\.)[^\\s,，。；;、()（）】\\]\"”'《》]+");
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?<![a-z0-9@.-])(?:[a-z0-9-]+\\s?(?:\\.|\\[\\.]|点|\\bdot\\b)\\s?)+"
              + "(?:com|cn|net|org|io|cc|top|xyz|shop|vip|me|co|info|biz|app|dev|tv|link|site|online"
              + "|club|ltd|work|example|test|hk|tw|gov|edu|ai|store|tech)(?![a-z0-9])(?:/[^\\s,，。；;、()（）\"”]*)?");
  private static final Pattern MESSENGER =
      Pattern.compile(
          "(?:微信|vx|v信|wechat|qq|抖音|公众号|钉钉)(?:号|群)?\\s*(?:是|为|:|搜索?|加)?\\s*[“\"「]?([a-z][a-z0-9_-]{3,})");

  /** Digits said one by one, in signs or with blanks between them. */
  private static final Pattern SIGNS_IN_A_ROW =
      Pattern.compile("[零一二三四五六七八九](?:\\s?[零一二三四五六七八九]){4,}");

  private static final Pattern SPACED = Pattern.compile("(?<!\\d)\\d(?: \\d){4,}(?!\\d)");
  private static final Pattern TELEPHONE =
      Pattern.compile(
          "(?<![\\d-])(?:\\+?86[- ]?)?(\\(?0\\d{2,3}\\)?[- ]?\\d{7,8}|[48]00[- ]?\\d{3,4}[-"
              + " ]?\\d{3,4}|1[3-9]\\d[- ]?\\d{4}[-"
              + " ]?\\d{4}|\\d{3,4}-\\d{3,4}-\\d{3,4})(?![\\d-])");

  private static final String SIGNS = "零一二三四五六七八九";

  private Contacts() {}

  /** Takes the addresses and numbers out of a folded text; what is left goes on. */
  static String take(String folded, Set<String> figures) {
    String rest = take(MAIL, folded, figures);
    rest = take(LINK, rest, figures);
    rest = take(DOMAIN, rest, figures);
    Matcher messenger = MESSENGER.matcher(rest);
    while (messenger.find()) {
      figures.add(messenger.group(1));
    }
    rest = SIGNS_IN_A_ROW.matcher(rest).replaceAll(found -> digits(found.group()));
    rest = SPACED.matcher(rest).replaceAll(found -> found.group().replace(" ", ""));
    return TELEPHONE
        .matcher(rest)
        .replaceAll(
            found -> {
              figures.add(found.group(1).replaceAll("\\D", ""));
              return " ";
            });
  }

  private static String take(Pattern pattern, String text, Set<String> figures) {
    Matcher address = pattern.matcher(text);
    while (address.find()) {
      figures.add(
          address
              .group()
              .replaceAll("\\s", "")
              .replaceAll("点|\\[\\.]|(?<=[a-z0-9])dot(?=(com|cn|net|org))", ".")
              .replaceAll("^https?://", "")
              .replaceAll("^www\\.", "")
              .replaceAll("[.,;:!?/]+$", ""));
    }
    return address.replaceAll(" ");
  }

  private static String digits(String signs) {
    StringBuilder digits = new StringBuilder();
    signs.chars().filter(c -> SIGNS.indexOf(c) >= 0).forEach(c -> digits.append(SIGNS.indexOf(c)));
    return digits.toString();
  }
}
