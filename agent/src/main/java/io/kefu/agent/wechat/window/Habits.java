package io.kefu.agent.wechat.window;

import io.kefu.agent.wechat.ui.Desktop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the agent behaves in the window; all of it can be changed while it runs.
 *
 * @param ownName our account's name, for mentions; empty takes what the window shows
 * @param allow only these chats are collected; empty allows all but the denied
 * @param deny these chats are never opened and never collected
 * @param groups which groups are collected
 * @param sendKey the key that sends, as WeChat's settings have it
 * @param quiet how long a person must not have used keyboard or mouse before the agent does
 * @param visit whether chats with unread messages are opened by the agent
 */
public record Habits(
    Optional<String> ownName,
    Set<String> allow,
    Set<String> deny,
    Groups groups,
    Desktop.Chord sendKey,
    Duration quiet,
    boolean visit) {

  /** Which groups are collected. */
  public enum Groups {
    /** All that are not denied. */
    ALL,
    /** Those on the list of allowed chats. */
    LISTED,
    /** None. */
    NONE
  }

  /** The defaults. */
  public static final Habits DEFAULT =
      new Habits(
          Optional.empty(),
          Set.of(),
          Set.of(),
          Groups.ALL,
          Desktop.Chord.ENTER,
          Duration.ofMillis(1_500),
          true);

  /** Takes the lists as they are now. */
  public Habits {
    allow = Set.copyOf(allow);
    deny = Set.copyOf(deny);
  }

  /** Whether a chat may be opened; whether it is a group shows only afterwards. */
  public boolean mayOpen(String chatName) {
    return !deny.contains(chatName) && (allow.isEmpty() || allow.contains(chatName));
  }

  /** Whether what is said in a chat is collected. */
  public boolean mayCollect(String chatName, boolean group) {
    if (!group) {
      return mayOpen(chatName);
    }
    return !deny.contains(chatName)
        && switch (groups) {
          case ALL -> allow.isEmpty() || allow.contains(chatName);
          case LISTED -> allow.contains(chatName);
          case NONE -> false;
        };
  }

  /** The names of a list as settings have it: separated by commas or line breaks. */
  public static Set<String> names(String list) {
    return Set.copyOf(
        List.of(list.split("[,，\\n]")).stream()
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .distinct()
            .toList());
  }
}
