package io.kefu.agent.local;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.JsonObject;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A version of the tenant's local rules. Pure.
 *
 * @param version grows with each change; 0 when the server never sent any
 * @param rules first to match wins
 */
record LocalRules(long version, List<LocalRule> rules) {

  static final LocalRules NONE = new LocalRules(0, List.of());

  LocalRules {
    rules = List.copyOf(rules);
  }

  /**
   * Reads the arguments of {@code rules.update}. A kind of a later version is left out: the others
   * are worth having.
   *
   * @throws BadJson naming the rule that is not understood; nothing is to be taken over then
   */
  @SuppressWarnings("unchecked")
  static LocalRules of(JsonObject args) throws BadJson {
    List<LocalRule> rules = new ArrayList<>();
    for (Object one : args.list("rules")) {
      if (!(one instanceof Map<?, ?> fields)) {
        throw new BadJson("rules must be objects");
      }
      rule(new JsonObject((Map<String, Object>) fields)).ifPresent(rules::add);
    }
    long version = args.integer("version", -1);
    if (version < 0) {
      throw new BadJson("version must be 0 or more");
    }
    return new LocalRules(version, rules);
  }

  /** The rule that answers a text. */
  Optional<LocalRule> answering(String text) {
    String trimmed = text.strip();
    String plain = normalised(text);
    return rules.stream()
        .filter(rule -> rule.kind() != LocalRule.Kind.OFFLINE)
        .filter(
            rule ->
                rule.phrases().stream()
                    .anyMatch(
                        phrase ->
                            rule.exact()
                                ? phrase.strip().equals(trimmed)
                                : !plain.isEmpty() && normalised(phrase).equals(plain)))
        .findFirst();
  }

  /** What is said while nobody can be reached. */
  Optional<LocalRule> offline() {
    return rules.stream().filter(rule -> rule.kind() == LocalRule.Kind.OFFLINE).findFirst();
  }

  /** Letters and digits alone, after NFKC, in lower case: as the contract says. */
  private static String normalised(String text) {
    StringBuilder plain = new StringBuilder();
    Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }

  private static Optional<LocalRule> rule(JsonObject fields) throws BadJson {
    String id = fields.id("id");
    String kindName = fields.text("kind");
    String match = fields.optionalText("match").orElse("normalised");
    List<String> phrases = fields.list("phrases").stream().map(String::valueOf).toList();
    String reply = fields.id("reply");
    for (LocalRule.Kind kind : LocalRule.Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(kindName)) {
        return Optional.of(new LocalRule(id, kind, match.equals("exact"), phrases, reply));
      }
    }
    return Optional.empty();
  }
}
