package io.kefu.message.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.message.document.Faults;
import io.kefu.message.document.Part;
import io.kefu.message.settings.Settings.Escalation;
import io.kefu.message.settings.Settings.Groups;
import io.kefu.message.settings.Settings.Limits;
import io.kefu.message.settings.Settings.QuietHours;
import io.kefu.message.settings.Settings.Thresholds;
import io.kefu.message.settings.Settings.WorkingHours;
import io.kefu.message.wording.WordList;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Settings as JSON: what a tenant changed is stored and laid over the defaults, so that a better
 * default reaches everybody who did not change it. Pure.
 */
public final class SettingsDocument {

  private static final int MOST_WORDS = 300;
  private static final int MOST_WORD_CHARACTERS = 30;
  private static final int MOST_TEXT_CHARACTERS = 500;
  private static final int MOST_LISTS = 30;
  private static final int MOST_ENTRIES = 500;
  private static final int MOST_NAME_CHARACTERS = 100;

  /** One above the highest urgency. */
  private static final int NEVER_URGENT = 6;

  private static final Pattern LIST_NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");

  private SettingsDocument() {}

  /**
   * The settings with a tenant's changes over the defaults; faults for what cannot be used, and
   * then the result is not to be used either.
   */
  public static Settings over(Settings defaults, JsonNode changes, Faults faults) {
    Optional<Part> root = Part.of(changes, "", faults);
    if (root.isEmpty()) {
      return defaults;
    }
    Part part = root.get();
    Settings read =
        new Settings(
            part.parsed("zone", ZoneId::of, "is no time zone", "for instance Asia/Shanghai")
                .orElse(defaults.zone()),
            part.part("working_hours")
                .map(hours -> working(hours, defaults.workingHours()))
                .orElse(defaults.workingHours()),
            part.part("quiet_hours")
                .map(hours -> quiet(hours, defaults.quietHours()))
                .orElse(defaults.quietHours()),
            part.part("thresholds")
                .map(limits -> thresholds(limits, defaults.thresholds()))
                .orElse(defaults.thresholds()),
            part.part("words")
                .map(words -> words(words, defaults.words()))
                .orElse(defaults.words()),
            part.part("texts")
                .map(texts -> texts(texts, defaults.texts()))
                .orElse(defaults.texts()),
            part.part("groups")
                .map(groups -> groups(groups, defaults.groups()))
                .orElse(defaults.groups()),
            part.part("limits")
                .map(limits -> limits(limits, defaults.limits()))
                .orElse(defaults.limits()),
            part.texts("admins", MOST_ENTRIES, MOST_NAME_CHARACTERS).orElse(defaults.admins()),
            part.part("escalation")
                .map(limits -> escalation(limits, defaults.escalation()))
                .orElse(defaults.escalation()),
            part.oneOf("bot", BotMode.codes()).map(BotMode::of).orElse(defaults.bot()));
    part.end();
    return read;
  }

  private static WorkingHours working(Part part, WorkingHours defaults) {
    Set<DayOfWeek> days = defaults.days();
    JsonNode listed = part.raw("days");
    if (listed != null) {
      Set<DayOfWeek> read = EnumSet.noneOf(DayOfWeek.class);
      for (JsonNode day : listed) {
        if (!listed.isArray()
            || !day.isIntegralNumber()
            || day.intValue() < 1
            || day.intValue() > 7) {
          part.faults().add(part.pointer("days"), "must list days", "1 is Monday, 7 is Sunday");
          break;
        }
        read.add(DayOfWeek.of(day.intValue()));
      }
      if (!listed.isArray() || read.isEmpty()) {
        part.faults().add(part.pointer("days"), "must name at least one day", "for instance [1,2]");
      }
      days = read;
    }
    WorkingHours hours =
        new WorkingHours(
            days,
            part.timeOfDay("from").orElse(defaults.from()),
            part.timeOfDay("to").orElse(defaults.to()));
    part.end();
    return hours;
  }

  private static QuietHours quiet(Part part, QuietHours defaults) {
    QuietHours hours =
        new QuietHours(
            part.flag("enabled").orElse(defaults.enabled()),
            part.timeOfDay("from").orElse(defaults.from()),
            part.timeOfDay("to").orElse(defaults.to()));
    part.end();
    return hours;
  }

  private static Thresholds thresholds(Part part, Thresholds defaults) {
    Thresholds read =
        new Thresholds(
            part.share("certain").orElse(defaults.certain()),
            part.share("answer").orElse(defaults.answer()),
            part.share("clarify").orElse(defaults.clarify()));
    part.end();
    if (read.certain() < read.answer() || read.answer() < read.clarify()) {
      part.faults()
          .add(
              part.pointer(),
              "must fall: certain "
                  + read.certain()
                  + " ≥ answer "
                  + read.answer()
                  + " ≥ clarify "
                  + read.clarify(),
              "give all three in falling order");
    }
    return read;
  }

  private static Map<String, WordList> words(Part part, Map<String, WordList> defaults) {
    Map<String, WordList> read = new LinkedHashMap<>(defaults);
    for (String name : part.names()) {
      if (!LIST_NAME.matcher(name).matches()) {
        part.faults()
            .add(part.pointer(name), "is no name of a list", "small letters, digits and _");
        part.raw(name);
        continue;
      }
      part.texts(name, MOST_WORDS, MOST_WORD_CHARACTERS)
          .ifPresent(list -> read.put(name, WordList.of(list)));
    }
    if (read.size() > MOST_LISTS) {
      part.faults().add(part.pointer(), "has too many lists", "at most " + MOST_LISTS);
    }
    part.end();
    return read;
  }

  private static Map<String, String> texts(Part part, Map<String, String> defaults) {
    Map<String, String> read = new LinkedHashMap<>(defaults);
    for (String name : Settings.TEXTS) {
      part.text(name, MOST_TEXT_CHARACTERS)
          .ifPresent(
              text -> {
                if (text.isBlank()) {
                  part.faults().add(part.pointer(name), "is blank", "write what customers read");
                } else if (text.contains("{{")) {
                  part.faults()
                      .add(
                          part.pointer(name),
                          "holds {{: the texts of the settings have no variables",
                          "write it into a rule's reply");
                }
                read.put(name, text);
              });
    }
    part.end();
    return read;
  }

  private static Groups groups(Part part, Groups defaults) {
    Groups groups =
        new Groups(
            part.texts("whitelist", MOST_ENTRIES, MOST_NAME_CHARACTERS)
                .orElse(defaults.whitelist()),
            part.texts("prefixes", MOST_ENTRIES, MOST_WORD_CHARACTERS).orElse(defaults.prefixes()));
    part.end();
    return groups;
  }

  private static Escalation escalation(Part part, Escalation defaults) {
    Escalation read =
        new Escalation(
            part.number("urgency", 1, NEVER_URGENT).orElse(defaults.urgency()),
            part.number("vip_urgency", 1, NEVER_URGENT).orElse(defaults.vipUrgency()),
            part.number("handovers", 0, 100).orElse(defaults.handovers()));
    part.end();
    return read;
  }

  private static Limits limits(Part part, Limits defaults) {
    Limits read =
        new Limits(
            part.number("group_per_minute", 0, 1_000).orElse(defaults.groupPerMinute()),
            part.number("user_in_group_seconds", 0, 3_600).orElse(defaults.userInGroupSeconds()),
            part.number("agent_per_minute", 0, 10_000).orElse(defaults.agentPerMinute()),
            part.number("max_characters", 20, 2_000).orElse(defaults.maxCharacters()),
            part.number("split_above", 20, 4_000).orElse(defaults.splitAbove()),
            part.number("reply_characters", 20, 4_000).orElse(defaults.replyCharacters()),
            part.number("pause_min_ms", 0, 60_000).orElse(defaults.pauseMinMs()),
            part.number("pause_max_ms", 0, 60_000).orElse(defaults.pauseMaxMs()));
    part.end();
    if (read.splitAbove() < read.maxCharacters()) {
      part.faults()
          .add(part.pointer("split_above"), "is below max_characters", "make it at least as large");
    }
    if (read.pauseMaxMs() < read.pauseMinMs()) {
      part.faults()
          .add(part.pointer("pause_max_ms"), "is below pause_min_ms", "make it at least as large");
    }
    return read;
  }

  /** Settings as JSON, every field there. */
  public static ObjectNode write(Settings settings) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    ObjectNode root = json.objectNode();
    root.put("zone", settings.zone().getId());
    ObjectNode working = root.putObject("working_hours");
    ArrayNode days = working.putArray("days");
    settings.workingHours().days().stream().sorted().forEach(day -> days.add(day.getValue()));
    working.put("from", settings.workingHours().from().toString());
    working.put("to", settings.workingHours().to().toString());
    ObjectNode quiet = root.putObject("quiet_hours");
    quiet.put("enabled", settings.quietHours().enabled());
    quiet.put("from", settings.quietHours().from().toString());
    quiet.put("to", settings.quietHours().to().toString());
    ObjectNode thresholds = root.putObject("thresholds");
    thresholds.put("certain", settings.thresholds().certain());
    thresholds.put("answer", settings.thresholds().answer());
    thresholds.put("clarify", settings.thresholds().clarify());
    ObjectNode words = root.putObject("words");
    new TreeMap<>(settings.words())
        .forEach((name, list) -> strings(words.putArray(name), list.words()));
    ObjectNode texts = root.putObject("texts");
    Settings.TEXTS.forEach(name -> texts.put(name, settings.text(name)));
    ObjectNode groups = root.putObject("groups");
    strings(groups.putArray("whitelist"), settings.groups().whitelist());
    strings(groups.putArray("prefixes"), settings.groups().prefixes());
    Limits limits = settings.limits();
    ObjectNode limit = root.putObject("limits");
    limit.put("group_per_minute", limits.groupPerMinute());
    limit.put("user_in_group_seconds", limits.userInGroupSeconds());
    limit.put("agent_per_minute", limits.agentPerMinute());
    limit.put("max_characters", limits.maxCharacters());
    limit.put("split_above", limits.splitAbove());
    limit.put("reply_characters", limits.replyCharacters());
    limit.put("pause_min_ms", limits.pauseMinMs());
    limit.put("pause_max_ms", limits.pauseMaxMs());
    strings(root.putArray("admins"), settings.admins());
    ObjectNode escalation = root.putObject("escalation");
    escalation.put("urgency", settings.escalation().urgency());
    escalation.put("vip_urgency", settings.escalation().vipUrgency());
    escalation.put("handovers", settings.escalation().handovers());
    root.put("bot", settings.bot().code());
    return root;
  }

  /** What differs from the defaults: all that needs to be stored. */
  public static ObjectNode changes(Settings defaults, Settings settings) {
    return difference(write(defaults), write(settings));
  }

  private static ObjectNode difference(ObjectNode before, ObjectNode after) {
    ObjectNode changed = JsonNodeFactory.instance.objectNode();
    after
        .properties()
        .forEach(
            field -> {
              JsonNode was = before.get(field.getKey());
              JsonNode is = field.getValue();
              if (is instanceof ObjectNode inner && was instanceof ObjectNode outer) {
                ObjectNode deeper = difference(outer, inner);
                if (!deeper.isEmpty()) {
                  changed.set(field.getKey(), deeper);
                }
              } else if (!is.equals(was)) {
                changed.set(field.getKey(), is);
              }
            });
    return changed;
  }

  private static void strings(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }
}
