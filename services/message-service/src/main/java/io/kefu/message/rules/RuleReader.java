package io.kefu.message.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.message.document.Faults;
import io.kefu.message.document.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads rules strictly: whatever is wrong is told with its place. Thread-safe. */
public final class RuleReader {

  /** Highest priority number. */
  public static final int LAST_PRIORITY = 9_999;

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final int MOST_ACTIONS = 10;
  private static final int MOST_NAME = 80;
  private static final int MOST_DESCRIPTION = 1_000;
  private static final int MOST_PHRASES = 100;
  private static final int MOST_PHRASE = 100;

  private final Conditions conditions;

  /** Reads with one CEL environment. */
  public RuleReader(Conditions conditions) {
    this.conditions = conditions;
  }

  /** All rules of a list; those that cannot be used are left out and told as faults. */
  public List<Rule> readAll(JsonNode list, String pointer, RuleLimits limits, Faults faults) {
    if (list == null || !list.isArray()) {
      faults.add(pointer, "must be a list of rules", "write [{…}, {…}]");
      return List.of();
    }
    if (list.size() > limits.rules()) {
      faults.add(pointer, "has " + list.size() + " rules", "at most " + limits.rules());
      return List.of();
    }
    List<Rule> rules = new ArrayList<>(list.size());
    Map<String, String> places = new HashMap<>();
    for (int i = 0; i < list.size(); i++) {
      String at = pointer + '/' + i;
      Optional<Rule> rule = read(list.get(i), at, limits, faults);
      if (rule.isPresent()) {
        String first = places.putIfAbsent(rule.get().id(), at);
        if (first != null) {
          faults.add(at + "/id", "is the id of " + first + " as well", "give each rule its own");
        }
        rules.add(rule.get());
      }
    }
    return List.copyOf(rules);
  }

  /** One rule; empty, with faults, when it cannot be used. */
  public Optional<Rule> read(JsonNode node, String pointer, RuleLimits limits, Faults faults) {
    Optional<Part> read = Part.of(node, pointer, faults);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    int before = faults.size();
    Part part = read.get();
    part.require("id", "name", "when", "actions");
    Optional<String> id = part.text("id", 64);
    if (id.isPresent() && !ID.matcher(id.get()).matches()) {
      faults.add(part.pointer("id"), "is not an id", "small letters, digits, . _ and -");
    }
    Optional<String> name = part.text("name", MOST_NAME);
    String description = part.text("description", MOST_DESCRIPTION).orElse("");
    boolean enabled = part.flag("enabled").orElse(true);
    int priority = part.number("priority", 0, LAST_PRIORITY).orElse(500);
    Optional<Condition> condition =
        part.text("when", Conditions.MOST_CHARACTERS)
            .flatMap(text -> conditions.compile(text, part.pointer("when"), faults));
    if (limits.wordLists() != null) {
      condition.ifPresent(
          one -> WordListUse.check(one.lists(), limits.wordLists(), part.pointer("when"), faults));
    }
    List<RuleAction> actions = actions(part, limits);
    Optional<Boolean> stop = part.flag("stop");
    boolean inQuietHours = part.flag("in_quiet_hours").orElse(false);
    LocalRule local = part.part("local").flatMap(RuleReader::local).orElse(null);
    var from = part.instant("valid_from");
    var to = part.instant("valid_to");
    part.end();
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      faults.add(part.pointer("valid_to"), "is not after valid_from", null);
    }
    if (local != null) {
      checkLocal(part, actions, limits);
    }
    if (faults.size() > before || condition.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Rule(
            id.orElseThrow(),
            name.orElseThrow(),
            description,
            enabled,
            priority,
            condition.get(),
            actions,
            stop.orElse(actions.stream().anyMatch(RuleReader::ends)),
            inQuietHours,
            local,
            from.orElse(null),
            to.orElse(null),
            ((ObjectNode) node).deepCopy()));
  }

  private static boolean ends(RuleAction action) {
    return action instanceof RuleAction.Deciding || action instanceof RuleAction.Stop;
  }

  private static List<RuleAction> actions(Part part, RuleLimits limits) {
    JsonNode list = part.raw("actions");
    if (list == null) {
      return List.of();
    }
    String at = part.pointer("actions");
    if (!list.isArray() || list.isEmpty() || list.size() > MOST_ACTIONS) {
      part.faults().add(at, "must be a list of actions", "1 to " + MOST_ACTIONS + " of them");
      return List.of();
    }
    ActionReader reader = new ActionReader(limits);
    List<RuleAction> actions = new ArrayList<>();
    int deciding = 0;
    for (int i = 0; i < list.size(); i++) {
      Optional<RuleAction> action = reader.read(list.get(i), at + '/' + i, part.faults());
      if (action.isPresent()) {
        actions.add(action.get());
        if (action.get() instanceof RuleAction.Deciding && ++deciding > 1) {
          part.faults()
              .add(
                  at + '/' + i,
                  "is the second action that decides the message",
                  "a rule has one of reply, answer, clarify, transfer, erp_lookup, ignore");
        }
      }
    }
    return List.copyOf(actions);
  }

  private static Optional<LocalRule> local(Part part) {
    part.require("kind");
    Optional<LocalRule.Kind> kind =
        part.oneOf("kind", List.of("greeting", "faq", "offline"))
            .map(name -> LocalRule.Kind.valueOf(name.toUpperCase(Locale.ROOT)));
    boolean offline = kind.isPresent() && kind.get() == LocalRule.Kind.OFFLINE;
    if (!offline) {
      part.require("phrases");
    }
    LocalRule.Match match =
        part.oneOf("match", List.of("exact", "normalised"))
            .map(name -> LocalRule.Match.valueOf(name.toUpperCase(Locale.ROOT)))
            .orElse(LocalRule.Match.NORMALISED);
    List<String> phrases = part.texts("phrases", MOST_PHRASES, MOST_PHRASE).orElse(List.of());
    if (!offline && part.has("phrases") && phrases.isEmpty()) {
      part.faults().add(part.pointer("phrases"), "is empty", "write what customers say");
    }
    part.end();
    return kind.map(known -> new LocalRule(known, offline ? null : match, phrases));
  }

  /** An agent knows neither customers nor the time of the tenant: only fixed texts reach it. */
  private static void checkLocal(Part part, List<RuleAction> actions, RuleLimits limits) {
    List<RuleAction.Reply> replies =
        actions.stream()
            .filter(RuleAction.Reply.class::isInstance)
            .map(RuleAction.Reply.class::cast)
            .toList();
    if (replies.size() != 1) {
      part.faults()
          .add(part.pointer("local"), "needs a reply among the actions", "an agent says only that");
      return;
    }
    Faults ofText = new Faults();
    if (Template.parse(replies.getFirst().text().source(), Template.STATIC, "", ofText).isEmpty()) {
      part.faults()
          .add(
              part.pointer("local"),
              "the reply holds a variable that an agent cannot know",
              "a local rule's reply may use {{text.…}} only");
    }
  }
}
