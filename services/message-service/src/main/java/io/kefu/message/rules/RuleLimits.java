package io.kefu.message.rules;

import io.kefu.message.settings.Settings;
import java.util.List;
import java.util.Set;

/**
 * What a tenant's rules are held against when they are read.
 *
 * @param rules most rules of a tenant's own
 * @param replyCharacters most characters of a text that a rule sends
 * @param formLabels forms that a rule can fill
 * @param wordLists names of the word lists that a condition can use; null does not check them
 */
public record RuleLimits(
    int rules, int replyCharacters, List<String> formLabels, Set<String> wordLists) {

  /** Most rules of one tenant; each costs a few microseconds a message. */
  public static final int MOST_RULES = 500;

  private static final List<String> FORMS = List.of("售前", "售后", "客户开发");

  /** For rules that were accepted once: what became stricter meanwhile does not take them away. */
  static final RuleLimits STORED = new RuleLimits(10_000, 10_000, FORMS, null);

  /** Copies the labels. */
  public RuleLimits {
    formLabels = List.copyOf(formLabels);
    wordLists = wordLists == null ? null : Set.copyOf(wordLists);
  }

  /** The same with these word lists. */
  RuleLimits withLists(Set<String> names) {
    return new RuleLimits(rules, replyCharacters, formLabels, names);
  }

  /** The limits of a tenant. */
  public static RuleLimits of(Settings settings) {
    return new RuleLimits(
        MOST_RULES, settings.limits().replyCharacters(), FORMS, settings.words().keySet());
  }
}
