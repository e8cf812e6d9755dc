package io.kefu.ai.guard;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model's text taken apart: what the customer reads, and which entries it cites.
 *
 * @param text without the marks
 * @param cited numbers of the entries, from 1, in the order of their first mention
 */
record Draft(String text, List<Integer> cited) {

  private static final Pattern MARK =
      Pattern.compile(
          "\\s*[\\[【［]\\s*((?:资料|来源)?\\s*\\d{1,2}(?:\\s*[,，、]\\s*\\d{1,2})*)\\s*[\\]】］]");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,2}");

  static Draft of(String raw) {
    Set<Integer> cited = new LinkedHashSet<>();
    Matcher mark = MARK.matcher(raw);
    while (mark.find()) {
      Matcher number = NUMBER.matcher(mark.group(1));
      while (number.find()) {
        cited.add(Integer.parseInt(number.group()));
      }
    }
    return new Draft(mark.replaceAll("").strip(), List.copyOf(cited));
  }
}
