package io.kefu.message.rules;

import io.kefu.message.settings.Settings;
import java.util.List;

/**
 * What a tenant's rules are held against when they are read.
 *
 * @param rules most rules of a tenant's own
 * @param replyCharacters most characters of a text that a rule sends
 * @param formLabels forms that a rule can fill
 */
public record RuleLimits(int rules, int replyCharacters, List<String> formLabels) {

  /** Most rules of one tenant; each costs a few microseconds a message. */
  public static final int MOST_RULES = 500;

  private static final List<String> FORMS = List.of("售前", "售后", "客户开发");

  /** For rules that were accepted once: what became stricter meanwhile does not take them away. */
  static final RuleLimits STORED = new RuleLimits(10_000, 10_000, FORMS);

  /** Copies the labels. */
  public RuleLimits {
    formLabels = List.copyOf(formLabels);
  }

  /** The limits of a tenant. */
  public static RuleLimits of(Settings settings) {
    return new RuleLimits(MOST_RULES, settings.limits().replyCharacters(), FORMS);
  }
}
