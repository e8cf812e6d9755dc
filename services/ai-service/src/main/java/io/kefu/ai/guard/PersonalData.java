package io.kefu.ai.guard;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts signs in place of personal data on the way to a model and puts the data back on the way out.
 * One object serves one question; the same datum gets the same sign. What a person wrote that looks
 * like a sign gets a sign itself, so that nothing but our own signs is ever opened. Not
 * thread-safe.
 */
public final class PersonalData {

  private static final String KINDS =
      PersonalPatterns.KINDS.stream()
          .map(PersonalPatterns.Kind::name)
          .collect(Collectors.joining("|"));

  /** As a model may write it back: with other brackets, a blank inside. */
  private static final Pattern SIGN =
      Pattern.compile("[\\[［【]\\s*(" + KINDS + ")\\s*(\\d{1,3})\\s*[\\]］】]");

  private final Map<String, String> signs = new LinkedHashMap<>();
  private final Map<String, String> data = new HashMap<>();
  private int last;

  /**
   * Tells that a text stands beside the masked ones: no sign that it happens to hold is ever given.
   */
  public void reserve(String text) {
    Matcher sign = SIGN.matcher(text);
    while (sign.find()) {
      last = Math.max(last, Integer.parseInt(sign.group(2)));
    }
  }

  /** The text with signs in place of personal data. */
  public String mask(String text) {
    String masked = SIGN.matcher(text).replaceAll(found -> quoted("代号", found.group()));
    for (PersonalPatterns.Kind kind : PersonalPatterns.KINDS) {
      masked = masked(masked, kind);
    }
    return masked;
  }

  private String masked(String text, PersonalPatterns.Kind kind) {
    Matcher found = kind.pattern().matcher(PersonalPatterns.twin(text, kind));
    StringBuilder masked = new StringBuilder();
    int at = 0;
    while (found.find()) {
      int begin = kind.begin(found);
      masked.append(text, at, begin).append(sign(kind.name(), text.substring(begin, found.end())));
      at = found.end();
    }
    return at == 0 ? text : masked.append(text, at, text.length()).toString();
  }

  /** The text with the data put back; signs that were never given stay. */
  public String unmask(String text) {
    return SIGN.matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    data.getOrDefault(canonical(found.group(1), found.group(2)), found.group())));
  }

  /** The text without any sign: the number in a sign is no figure. */
  public static String withoutSigns(String text) {
    return SIGN.matcher(text).replaceAll(" ");
  }

  /** Whether a sign is left in a text into which the data was put back. */
  public static boolean hasSign(String text) {
    return SIGN.matcher(text).find();
  }

  /** Whether a model's text holds a sign that stands for nothing: the model made it up. */
  public boolean hasUnknownSign(String text) {
    return SIGN.matcher(text)
        .results()
        .anyMatch(found -> !data.containsKey(canonical(found.group(1), found.group(2))));
  }

  private String quoted(String kind, String datum) {
    return Matcher.quoteReplacement(sign(kind, datum));
  }

  private String sign(String kind, String datum) {
    return signs.computeIfAbsent(
        datum,
        given -> {
          last++;
          String sign = canonical(kind, Integer.toString(last));
          data.put(sign, given);
          return sign;
        });
  }

  private static String canonical(String kind, String number) {
    return "[" + kind + number + "]";
  }
}
