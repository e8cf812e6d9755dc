package io.kefu.message.answer;

import io.kefu.contracts.chat.ChatType;
import io.kefu.message.answer.Decision.Choice;
import io.kefu.message.settings.Settings;
import io.kefu.message.wording.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a customer's words are, without what addresses us. Pure. */
public final class Question {

  private static final int MAX_QUERY_CHARACTERS = 2_000;
  private static final int MAX_DIGEST_CHARACTERS = 200;

  /** A mention as WeChat writes it: at sign, name, and a four-per-em or a common space. */
  private static final Pattern MENTION = Pattern.compile("@[^\\s\\u2005@]+([\\u2005\\s]+|$)");

  /**
   * A number of a document: letters and at least four digits, eight signs or six digits alone. What
   * is shorter is a power, a price or a date.
   */
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![A-Za-z0-9])(?=[A-Za-z0-9-]*\\d{4})([A-Za-z]{1,6}-?[0-9][A-Za-z0-9-]{4,30}|\\d{6,31})(?![A-Za-z0-9])");

  private Question() {}

  /** The words without a mention, and without the prefix that addresses us in a group. */
  public static String words(Inquiry inquiry, Settings.Groups groups) {
    if (inquiry.chatType() != ChatType.GROUP) {
      return inquiry.text().strip();
    }
    String text = MENTION.matcher(inquiry.text()).replaceAll("").strip();
    Optional<String> first = prefix(text, groups);
    if (first.isPresent() || inquiry.mentioned()) {
      return text.substring(first.map(String::length).orElse(0)).strip();
    }
    // Of a merged burst a later line may be the one that addresses us.
    List<String> lines = new ArrayList<>(text.lines().map(String::strip).toList());
    for (int i = 0; i < lines.size(); i++) {
      Optional<String> prefix = prefix(lines.get(i), groups);
      if (prefix.isPresent()) {
        lines.set(i, lines.get(i).substring(prefix.get().length()).strip());
        return String.join("\n", lines).strip();
      }
    }
    return text;
  }

  /** The words without mentions in front. */
  public static String unaddressed(String text) {
    String rest = text.strip();
    Matcher mention = MENTION.matcher(rest);
    while (mention.lookingAt()) {
      rest = rest.substring(mention.end()).strip();
      mention.reset(rest);
    }
    return rest;
  }

  /** Whether the message is meant for us. */
  public static boolean addressed(Inquiry inquiry, Settings.Groups groups) {
    return addressed(inquiry.chatType(), inquiry.mentioned(), inquiry.text(), groups);
  }

  /** Whether words are meant for us; of a merged burst one line is enough. */
  public static boolean addressed(
      ChatType chatType, boolean mentioned, String text, Settings.Groups groups) {
    return chatType == ChatType.PRIVATE
        || mentioned
        || text.lines().anyMatch(line -> prefix(line.strip(), groups).isPresent());
  }

  private static Optional<String> prefix(String text, Settings.Groups groups) {
    return groups.prefixes().stream().filter(text::startsWith).findFirst();
  }

  /**
   * The form in which two questions are the same; empty for what is no question (small talk, signs
   * without letters).
   */
  public static String digest(String text) {
    String bare = Wording.bare(MENTION.matcher(text).replaceAll(""));
    if (bare.isEmpty() || SmallTalk.in(text).isPresent()) {
      return "";
    }
    return bare.length() <= MAX_DIGEST_CHARACTERS ? bare : bare.substring(0, MAX_DIGEST_CHARACTERS);
  }

  /** What the knowledge base is asked. */
  static String query(String text) {
    return text.codePointCount(0, text.length()) <= MAX_QUERY_CHARACTERS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_QUERY_CHARACTERS));
  }

  /** The number of a document, or empty. */
  static String number(String text) {
    Matcher number = NUMBER.matcher(text);
    return number.find() ? number.group(1) : "";
  }

  /** The choice that was picked, from 1; 0 for none. */
  static int picked(String bare, List<Choice> choices) {
    int number =
        switch (bare) {
          case "1", "一", "第一个", "第1个" -> 1;
          case "2", "二", "第二个", "第2个" -> 2;
          case "3", "三", "第三个", "第3个" -> 3;
          default -> 0;
        };
    return number <= choices.size() ? number : 0;
  }
}
