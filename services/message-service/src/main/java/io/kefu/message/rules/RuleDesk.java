package io.kefu.message.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.message.document.Faults;
import io.kefu.message.document.Part;
import io.kefu.message.rules.PolicyStore.Edit;
import io.kefu.message.rules.PolicyStore.Kind;
import io.kefu.message.rules.PolicyStore.Stored;
import io.kefu.message.settings.Settings;
import io.kefu.message.settings.SettingsDocument;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What people do with a tenant's rules and settings. Every save is checked as a whole, becomes a
 * new version, and counts on this replica at once.
 */
@ApplicationScoped
public class RuleDesk {

  /**
   * Who changes something, and why.
   *
   * @param actor who; may be null
   * @param reason why; may be null
   */
  public record Author(String actor, String reason) {}

  private final PolicyBook book;
  private final PolicyStore store;
  private final RuleReader reader;

  /** Wires the desk. */
  public RuleDesk(PolicyBook book, PolicyStore store, RuleReader reader) {
    this.book = book;
    this.store = store;
    this.reader = reader;
  }

  /** What counts for a tenant. */
  public Uni<TenantPolicy> current(String tenantId) {
    // Not the book's copy: who saved through another replica reads what was saved.
    return store.read(tenantId).map(stored -> book.compiled(tenantId, stored));
  }

  /**
   * Saves one rule under an id; one with the id of a shipped rule overrides it.
   *
   * @param ifMatch tag of the rule that was read; null for any, "" for none yet
   */
  public Uni<TenantPolicy> put(
      String tenantId, String id, JsonNode rule, String ifMatch, Author author) {
    ObjectNode body = body(rule, id);
    return edit(
        tenantId,
        author,
        policy -> requireTag(policy, id, ifMatch),
        (policy, before) -> {
          Faults faults = new Faults();
          Optional<Rule> read = reader.read(body, "", RuleLimits.of(policy.settings()), faults);
          checkId(read.map(Rule::id).orElse(id), id, policy, faults);
          faults.throwIfAny();
          ArrayNode after = without(before, id);
          after.add(read.orElseThrow().source());
          return after;
        });
  }

  /** Takes a tenant's rule away; an overridden shipped rule counts again. */
  public Uni<TenantPolicy> delete(String tenantId, String id, String ifMatch, Author author) {
    return edit(
        tenantId,
        author,
        policy -> {
          Origin origin =
              policy.rules().find(id).map(RuleSet.Entry::origin).orElseThrow(() -> unknown());
          if (origin == Origin.SHIPPED) {
            throw new ProblemException(
                409,
                "shipped_rule",
                "The rule ships with the product; save it with \"enabled\": false to switch it"
                    + " off.");
          }
          requireTag(policy, id, ifMatch);
        },
        (policy, before) -> without(before, id));
  }

  /** Puts a whole list in the place of the tenant's rules. */
  public Uni<TenantPolicy> replace(
      String tenantId, JsonNode document, Long ifVersion, Author author) {
    return edit(
        tenantId,
        author,
        policy -> requireVersion(policy.rulesVersion(), ifVersion),
        (policy, before) -> sources(read(policy, document)));
  }

  /** Checks a list without saving it; the faults. */
  public Uni<Faults> validate(String tenantId, JsonNode document) {
    return current(tenantId)
        .map(
            policy -> {
              Faults faults = new Faults();
              readInto(policy, document, faults);
              return faults;
            });
  }

  /** Makes a new version with the content of an old one. */
  public Uni<TenantPolicy> rollBack(String tenantId, long version, Author author) {
    return store
        .body(tenantId, Kind.RULES, version)
        .chain(
            body -> {
              JsonNode old =
                  body.orElseThrow(
                      () ->
                          new ProblemException(
                              404, "version_unknown", "There is no version " + version + "."));
              String reason =
                  author.reason() == null ? "back to version " + version : author.reason();
              return edit(
                  tenantId,
                  new Author(author.actor(), reason),
                  policy -> {},
                  (policy, before) -> stillUsable((ArrayNode) old, policy));
            });
  }

  /** Saves settings; what equals the defaults is not stored. */
  public Uni<TenantPolicy> set(String tenantId, JsonNode settings, Long ifVersion, Author author) {
    Faults faults = new Faults();
    Settings read = SettingsDocument.over(book.defaults(), settings, faults);
    faults.throwIfAny();
    ObjectNode changes = SettingsDocument.changes(book.defaults(), read);
    UnaryOperator<Stored> change =
        before -> {
          requireVersion(before.settingsVersion(), ifVersion);
          keepLists(book.compiled(tenantId, before), read);
          return new Stored(
              before.rulesVersion(), before.settingsVersion(), before.rules(), changes);
        };
    return store
        .save(tenantId, Kind.SETTINGS, new Edit(author.actor(), author.reason(), change))
        .map(stored -> book.take(tenantId, stored));
  }

  /** A list that a rule uses cannot go: the rule would fail at every message. */
  private static void keepLists(TenantPolicy policy, Settings next) {
    Faults faults = new Faults();
    policy
        .rules()
        .entries()
        .forEach(
            entry ->
                entry.rule().condition().lists().stream()
                    .map(WordListUse::name)
                    .filter(name -> policy.settings().words().containsKey(name))
                    .filter(name -> !next.words().containsKey(name))
                    .forEach(
                        name ->
                            faults.add(
                                "/words/" + name,
                                "is used by the rule \"" + entry.rule().id() + "\"",
                                "keep it, or change that rule first")));
    faults.throwIfAny();
  }

  /** What an old version says may rest on a list that is gone. */
  private ArrayNode stillUsable(ArrayNode old, TenantPolicy policy) {
    Faults faults = new Faults();
    reader.readAll(
        old, "/rules", RuleLimits.STORED.withLists(policy.settings().words().keySet()), faults);
    faults.throwIfAny();
    return old;
  }

  /** Tag of a rule: changes with its content and where it comes from. */
  public static String tag(RuleSet.Entry entry) {
    String text = entry.origin() + entry.rule().source().toString();
    return java.util
        .UUID
        .nameUUIDFromBytes(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .toString();
  }

  private interface Change {
    ArrayNode apply(TenantPolicy policy, ArrayNode before);
  }

  private Uni<TenantPolicy> edit(
      String tenantId,
      Author author,
      java.util.function.Consumer<TenantPolicy> check,
      Change change) {
    UnaryOperator<Stored> operator =
        before -> {
          TenantPolicy policy = book.compiled(tenantId, before);
          check.accept(policy);
          ArrayNode after = change.apply(policy, (ArrayNode) before.rules());
          if (after.size() > RuleLimits.MOST_RULES) {
            Faults faults = new Faults();
            faults.add("", "would be rule " + after.size(), "at most " + RuleLimits.MOST_RULES);
            faults.throwIfAny();
          }
          return new Stored(
              before.rulesVersion(), before.settingsVersion(), after, before.settings());
        };
    return store
        .save(tenantId, Kind.RULES, new Edit(author.actor(), author.reason(), operator))
        .map(stored -> book.take(tenantId, stored));
  }

  private List<Rule> read(TenantPolicy policy, JsonNode document) {
    Faults faults = new Faults();
    List<Rule> rules = readInto(policy, document, faults);
    faults.throwIfAny();
    return rules;
  }

  private List<Rule> readInto(TenantPolicy policy, JsonNode document, Faults faults) {
    Optional<Part> root = Part.of(document, "", faults);
    if (root.isEmpty()) {
      return List.of();
    }
    root.get().require("rules");
    JsonNode list = root.get().raw("rules");
    root.get().end();
    if (list == null) {
      return List.of();
    }
    List<Rule> rules = reader.readAll(list, "/rules", RuleLimits.of(policy.settings()), faults);
    for (int i = 0; i < list.size(); i++) {
      JsonNode id = list.get(i).get("id");
      if (id != null && id.isTextual()) {
        checkPrefix(id.textValue(), "/rules/" + i + "/id", policy, faults);
      }
    }
    return rules;
  }

  private static void checkId(String read, String id, TenantPolicy policy, Faults faults) {
    if (!read.equals(id)) {
      faults.add("/id", "is not the id of the address", "write " + id);
    }
    checkPrefix(read, "/id", policy, faults);
  }

  private static void checkPrefix(String id, String at, TenantPolicy policy, Faults faults) {
    boolean shipped =
        policy.rules().find(id).map(entry -> entry.origin() != Origin.OWN).orElse(false);
    if (id.startsWith(ShippedRules.PREFIX) && !shipped) {
      faults.add(
          at,
          "begins with " + ShippedRules.PREFIX + ", but no shipped rule is called so",
          "choose another beginning");
    }
  }

  /** What was read back may be sent back: where it came from and its tag are not part of a rule. */
  private static ObjectNode body(JsonNode rule, String id) {
    Faults faults = new Faults();
    if (!(rule instanceof ObjectNode read)) {
      faults.add("", "must be a rule", "write {…}");
      faults.throwIfAny();
      throw new IllegalStateException("unreachable");
    }
    ObjectNode body = read.deepCopy();
    body.remove(List.of("origin", "etag"));
    if (!body.has("id")) {
      body.put("id", id);
    }
    return body;
  }

  private static void requireTag(TenantPolicy policy, String id, String ifMatch) {
    Optional<RuleSet.Entry> present = policy.rules().find(id);
    boolean fits =
        ifMatch == null
            || (ifMatch.isEmpty()
                ? present.isEmpty()
                : present.isPresent() && tag(present.get()).equals(ifMatch));
    if (!fits) {
      throw changedMeanwhile();
    }
  }

  private static void requireVersion(long version, Long expected) {
    if (expected != null && expected != version) {
      throw changedMeanwhile();
    }
  }

  private static ProblemException changedMeanwhile() {
    return new ProblemException(
        412, "changed_meanwhile", "Somebody changed it; read it again and repeat the change.");
  }

  /** There is no such rule. */
  public static ProblemException unknown() {
    return new ProblemException(404, "rule_unknown", "There is no such rule.");
  }

  private static ArrayNode without(ArrayNode rules, String id) {
    ArrayNode left = JsonNodeFactory.instance.arrayNode();
    rules.forEach(
        rule -> {
          if (!id.equals(rule.path("id").asText())) {
            left.add(rule);
          }
        });
    return left;
  }

  private static ArrayNode sources(List<Rule> rules) {
    ArrayNode sources = JsonNodeFactory.instance.arrayNode();
    rules.forEach(rule -> sources.add(rule.source()));
    return sources;
  }
}
