package io.kefu.agent.wechat.window;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.wechat.ui.Desktop;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Changes habits by the names that settings and the server's {@code config.update} have. Pure. */
public final class HabitChange {

  /** What can be changed. */
  public static final Set<String> NAMES =
      Set.of("own_name", "chats_allow", "chats_deny", "groups", "send_key", "quiet_ms", "visit");

  private static final long MAX_QUIET_MILLIS = 60_000;

  private HabitChange() {}

  /**
   * Applies changes, all or none.
   *
   * @param changes values as texts, lists or JSON values
   * @throws BadJson naming the value that is not understood
   */
  public static Habits apply(Habits before, Map<String, ?> changes) throws BadJson {
    for (String name : changes.keySet()) {
      if (!NAMES.contains(name)) {
        throw new BadJson(
            name + " cannot be changed; these can: " + NAMES.stream().sorted().toList());
      }
    }
    return new Habits(
        changes.containsKey("own_name")
            ? Optional.of(text(changes, "own_name")).filter(name -> !name.isBlank())
            : before.ownName(),
        changes.containsKey("chats_allow") ? names(changes, "chats_allow") : before.allow(),
        changes.containsKey("chats_deny") ? names(changes, "chats_deny") : before.deny(),
        changes.containsKey("groups") ? groups(text(changes, "groups")) : before.groups(),
        changes.containsKey("send_key") ? key(text(changes, "send_key")) : before.sendKey(),
        changes.containsKey("quiet_ms") ? quiet(text(changes, "quiet_ms")) : before.quiet(),
        changes.containsKey("visit") ? visit(text(changes, "visit")) : before.visit());
  }

  private static String text(Map<String, ?> changes, String name) {
    return String.valueOf(changes.get(name)).strip();
  }

  private static Set<String> names(Map<String, ?> changes, String name) {
    Object value = changes.get(name);
    if (value instanceof Collection<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.toSet());
    }
    return Habits.names(String.valueOf(value));
  }

  private static Habits.Groups groups(String name) throws BadJson {
    for (Habits.Groups groups : Habits.Groups.values()) {
      if (groups.name().equalsIgnoreCase(name)) {
        return groups;
      }
    }
    throw new BadJson("groups must be all, listed or none");
  }

  private static Desktop.Chord key(String name) throws BadJson {
    return switch (name.toLowerCase(Locale.ROOT).replace(" ", "")) {
      case "enter" -> Desktop.Chord.ENTER;
      case "ctrl+enter", "ctrl_enter" -> Desktop.Chord.CTRL_ENTER;
      default -> throw new BadJson("send_key must be enter or ctrl+enter");
    };
  }

  private static Duration quiet(String millis) throws BadJson {
    try {
      long value = Long.parseLong(millis);
      if (value >= 0 && value <= MAX_QUIET_MILLIS) {
        return Duration.ofMillis(value);
      }
    } catch (NumberFormatException e) {
      throw new BadJson("quiet_ms must be a number of milliseconds");
    }
    throw new BadJson("quiet_ms must be between 0 and " + MAX_QUIET_MILLIS);
  }

  private static boolean visit(String flag) throws BadJson {
    if (List.of("true", "false").contains(flag)) {
      return Boolean.parseBoolean(flag);
    }
    throw new BadJson("visit must be true or false");
  }
}
