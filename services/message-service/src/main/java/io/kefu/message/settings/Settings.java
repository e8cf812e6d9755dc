package io.kefu.message.settings;

import io.kefu.message.wording.WordList;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a tenant can set. Immutable; a decision uses one instance from its beginning to its end.
 *
 * @param zone where the hours count
 * @param workingHours when people of ours are there
 * @param quietHours when nothing is sent by itself
 * @param thresholds confidence limits
 * @param words words that decide, by the names of {@link #LISTS} and the tenant's own
 * @param texts what the customer reads, by the names of {@link #TEXTS}
 * @param groups which groups are served, and how one is addressed there
 * @param limits how much may be sent
 * @param admins WeChat ids that may give commands in a chat
 * @param escalation what goes to a person at once
 * @param bot whether the bot speaks
 */
public record Settings(
    ZoneId zone,
    WorkingHours workingHours,
    QuietHours quietHours,
    Thresholds thresholds,
    Map<String, WordList> words,
    Map<String, String> texts,
    Groups groups,
    Limits limits,
    List<String> admins,
    Escalation escalation,
    BotMode bot) {

  /** Word lists that the product itself asks for. */
  public static final List<String> LISTS =
      List.of(
          "transfer",
          "anger",
          "forbidden",
          "danger",
          "urgent",
          "order",
          "logistics",
          "invoice",
          "stock");

  /** Texts that the product itself sends. */
  public static final List<String> TEXTS =
      List.of(
          "greeting",
          "thanks",
          "acknowledgement",
          "farewell",
          "handover",
          "urgent",
          "escalated",
          "apology",
          "clarify",
          "clarify_hint",
          "clarify_open",
          "off_hours",
          "offline");

  /** Copies the collections. */
  public Settings {
    words = Map.copyOf(words);
    texts = Map.copyOf(texts);
    admins = List.copyOf(admins);
  }

  /** The same with other groups. */
  public Settings with(Groups others) {
    return new Settings(
        zone,
        workingHours,
        quietHours,
        thresholds,
        words,
        texts,
        others,
        limits,
        admins,
        escalation,
        bot);
  }

  /** The same with the bot in another mode. */
  public Settings with(BotMode mode) {
    return new Settings(
        zone,
        workingHours,
        quietHours,
        thresholds,
        words,
        texts,
        groups,
        limits,
        admins,
        escalation,
        mode);
  }

  /** A word list; empty for an unknown name. */
  public WordList list(String name) {
    return words.getOrDefault(name, WordList.of(List.of()));
  }

  /** A text; the name must be one of {@link #TEXTS}. */
  public String text(String name) {
    return texts.get(name);
  }

  /** Whether people of ours are there. */
  public boolean working(Instant at) {
    ZonedDateTime local = at.atZone(zone);
    return workingHours.days().contains(local.getDayOfWeek())
        && within(local.toLocalTime(), workingHours.from(), workingHours.to());
  }

  /** Whether nothing is sent by itself. */
  public boolean quiet(Instant at) {
    return quietHours.enabled()
        && within(at.atZone(zone).toLocalTime(), quietHours.from(), quietHours.to());
  }

  /** The day on which the quiet hours around a time began: names one night. */
  public LocalDate night(Instant at) {
    ZonedDateTime local = at.atZone(zone);
    boolean overMidnight = !quietHours.from().isBefore(quietHours.to());
    return overMidnight && local.toLocalTime().isBefore(quietHours.to())
        ? local.toLocalDate().minusDays(1)
        : local.toLocalDate();
  }

  /** From before to: that span; else over midnight. Equal: the whole day. */
  private static boolean within(LocalTime time, LocalTime from, LocalTime to) {
    return from.isBefore(to)
        ? !time.isBefore(from) && time.isBefore(to)
        : !time.isBefore(from) || time.isBefore(to);
  }

  /** When people of ours are there. */
  public record WorkingHours(Set<DayOfWeek> days, LocalTime from, LocalTime to) {
    /** Copies the days. */
    public WorkingHours {
      days = Set.copyOf(days);
    }
  }

  /** When nothing is sent by itself. */
  public record QuietHours(boolean enabled, LocalTime from, LocalTime to) {}

  /**
   * What goes to a person at once (domain.md §7).
   *
   * @param urgency from this urgency on, for everybody; 6 for never
   * @param vipUrgency the same for a VIP; 6 for never
   * @param handovers so many handovers of a conversation within a day; 0 for never
   */
  public record Escalation(int urgency, int vipUrgency, int handovers) {}

  /** Confidence limits, 0 to 1, in falling order. */
  public record Thresholds(double certain, double answer, double clarify) {}

  /**
   * Groups.
   *
   * @param whitelist names or ids of the groups that are served; empty for all
   * @param prefixes a message that begins so is meant for us, as a mention is
   */
  public record Groups(List<String> whitelist, List<String> prefixes) {
    /** Copies the lists. */
    public Groups {
      whitelist = List.copyOf(whitelist);
      prefixes = List.copyOf(prefixes);
    }

    /** Whether a group is served. */
    public boolean serves(String chatId, String chatName) {
      return whitelist.isEmpty() || whitelist.contains(chatId) || whitelist.contains(chatName);
    }
  }

  /**
   * How much may be sent (domain.md §5).
   *
   * @param groupPerMinute parts a minute into one group; 0 for no limit
   * @param userInGroupSeconds seconds between two answers to one person in a group; 0 for no limit
   * @param agentPerMinute parts a minute of one agent; 0 for no limit
   * @param maxCharacters characters of one part
   * @param splitAbove a reply up to this length stays whole
   * @param replyCharacters characters of a whole reply that a rule sends
   * @param pauseMinMs shortest pause between two parts
   * @param pauseMaxMs longest pause between two parts
   */
  public record Limits(
      int groupPerMinute,
      int userInGroupSeconds,
      int agentPerMinute,
      int maxCharacters,
      int splitAbove,
      int replyCharacters,
      int pauseMinMs,
      int pauseMaxMs) {}
}
