package io.kefu.ai.guard;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Latin words of a text that its evidence does not hold: names of products and brands that the
 * model brought along, or an answer in another language. Pure.
 */
final class Names {

  private static final Pattern WORD =
      Pattern.compile("(?<![a-z0-9])[a-z]{2,}(?![a-z0-9]|[-_ ]?\\d)");

  /** Units and words that Chinese sentences use as their own. */
  private static final Set<String> COMMON =
      Set.of(
          "ok", "app", "wifi", "id", "no", "pc", "vip", "qq", "pdf", "sn", "led", "usb", "kw",
          "kwh", "mw", "kv", "va", "kva", "ma", "ah", "hz", "mpa", "kpa", "km", "cm", "mm", "kg",
          "ml", "gb", "mb", "tb", "db", "rpm", "nm", "ac", "dc", "rmb", "cny", "usd", "eur", "hkd",
          "am", "pm");

  private Names() {}

  /** A word of the text that the evidence does not hold. */
  static Optional<String> missing(String text, String evidence) {
    Set<String> known = words(evidence);
    return words(text).stream()
        .filter(word -> !known.contains(word) && !COMMON.contains(word))
        .findFirst();
  }

  private static Set<String> words(String text) {
    Matcher word = WORD.matcher(Contacts.take(Folding.fold(text), new HashSet<>()));
    return word.results().map(found -> found.group()).collect(Collectors.toSet());
  }
}
