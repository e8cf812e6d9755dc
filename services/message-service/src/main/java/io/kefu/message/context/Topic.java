package io.kefu.message.context;

import io.kefu.message.answer.SmallTalk;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a conversation is about, as far as its words tell: the things named (model numbers, alarm
 * codes, figures with a unit), the business label, and the pairs of characters. A line changes the
 * topic only by naming something else, by another kind of business, or by a long sentence that
 * shares no word with it; small talk and sentences that lean on what was said never do. When in
 * doubt the topic stays: a line too much in the history harms less than one too few. Pure.
 *
 * @param things names in upper case
 * @param label 售前, 售后 or 客户开发; null without one
 * @param pairs pairs of characters
 */
public record Topic(Set<String> things, String label, Set<String> pairs) {

  /** Why a line changed the topic. */
  public enum Change {
    /** It names other things. */
    OTHER_THING,
    /** It is another kind of business. */
    OTHER_BUSINESS,
    /** It is long and shares no word. */
    OTHER_WORDS;

    /** Stable code. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Nothing was said. */
  public static final Topic NONE = new Topic(Set.of(), null, Set.of());

  private static final int LONG_SENTENCE = 8;
  private static final int MOST_PAIRS = 300;

  private static final Pattern THING =
      Pattern.compile(
          "(?<![A-Z0-9])(?=[A-Z0-9-]*[0-9])(?=[A-Z0-9-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*(?![A-Z0-9])");

  private static final Pattern LEANING =
      Pattern.compile(
          "^(那|那么|这个|这款|那个|那款|它|还有|另外|然后|以及|如果|所以|但是|可是|不是|对了?[，,])|它|这个|那个|这款|那款|刚才|上面|前面|呢[？?。!！]*$");

  private static final int SHORTEST_THING = 3;

  /** Copies the sets. */
  public Topic {
    things = Set.copyOf(things);
    pairs = Set.copyOf(pairs);
  }

  /**
   * What a line is about.
   *
   * @param labels gives the business label of a text, or null
   */
  public static Topic of(String text, UnaryOperator<String> labels) {
    String folded =
        Normalizer.normalize(text, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT).strip();
    Set<String> things = new LinkedHashSet<>();
    Matcher named = THING.matcher(folded);
    while (named.find()) {
      if (named.group().length() >= SHORTEST_THING) {
        things.add(named.group());
      }
    }
    Set<String> pairs = new LinkedHashSet<>();
    String letters =
        folded
            .codePoints()
            .filter(Character::isLetterOrDigit)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    for (int i = 0; i + 1 < letters.length(); i++) {
      pairs.add(letters.substring(i, i + 2));
    }
    return new Topic(things, labels.apply(text), pairs);
  }

  /** Whether a line says nothing about any topic. */
  public static boolean isSmallTalk(String text) {
    return SmallTalk.in(text).isPresent()
        || text.codePoints().noneMatch(Character::isLetterOrDigit);
  }

  /** Why a customer's line leaves this topic; empty when it stays. */
  public Optional<Change> leftBy(String text, Topic next) {
    if (equals(NONE) || isSmallTalk(text)) {
      return Optional.empty();
    }
    if (!things.isEmpty() && !next.things.isEmpty()) {
      return shares(things, next.things) ? Optional.empty() : Optional.of(Change.OTHER_THING);
    }
    if (LEANING.matcher(text.strip()).find()) {
      return Optional.empty();
    }
    if (label != null && next.label != null && !label.equals(next.label)) {
      return shares(pairs, next.pairs) ? Optional.empty() : Optional.of(Change.OTHER_BUSINESS);
    }
    boolean otherWords =
        next.things.isEmpty()
            && next.pairs.size() >= LONG_SENTENCE
            && pairs.size() >= LONG_SENTENCE
            && !shares(pairs, next.pairs);
    return otherWords ? Optional.of(Change.OTHER_WORDS) : Optional.empty();
  }

  /** The topic after a line that stayed with it. */
  public Topic with(Topic line) {
    Set<String> all = new LinkedHashSet<>(pairs);
    if (all.size() < MOST_PAIRS) {
      all.addAll(line.pairs);
    }
    Set<String> named = new LinkedHashSet<>(things);
    named.addAll(line.things);
    return new Topic(named, line.label == null ? label : line.label, all);
  }

  private static boolean shares(Set<String> one, Set<String> other) {
    return other.stream().anyMatch(one::contains);
  }
}
