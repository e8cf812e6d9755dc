package io.kefu.message.command;

import io.kefu.message.answer.Question;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an admin may order in a chat (domain.md §5). Pure. */
public enum ChatCommand {
  /** The bot is silent in this chat. */
  MUTE,
  /** It speaks again. */
  UNMUTE,
  /** The bot is silent everywhere. */
  MUTE_ALL,
  /** It speaks again everywhere; of chats that are muted themselves, they stay so. */
  UNMUTE_ALL,
  /** The bot decides and says nothing. */
  SHADOW_ON,
  /** It says again what it decides. */
  SHADOW_OFF,
  /** Which of both it is. */
  SHADOW,
  /** How this chat stands. */
  STATUS,
  /** Answers to admins say what they rest on. */
  DEBUG_ON,
  /** Answers are as usual again. */
  DEBUG_OFF,
  /** Which of both it is. */
  DEBUG,
  /** What the last answer rested on. */
  KB,
  /** This group is served. */
  BIND,
  /** Anything else with the sign of a command: tells what there is. */
  HELP;

  /** Narrow or wide sign, a word, and perhaps more. */
  private static final Pattern COMMAND = Pattern.compile("[#＃]([^\\s#＃]+)(\\s.*)?", Pattern.DOTALL);

  private static ChatCommand debug(String rest) {
    return switch (word(rest)) {
      case "on" -> DEBUG_ON;
      case "off" -> DEBUG_OFF;
      default -> DEBUG;
    };
  }

  private static ChatCommand shadow(String rest) {
    return switch (word(rest)) {
      case "on" -> SHADOW_ON;
      case "off" -> SHADOW_OFF;
      default -> SHADOW;
    };
  }

  private static boolean everywhere(String rest) {
    return word(rest).equals("all") || word(rest).equals("全部");
  }

  private static String word(String rest) {
    return rest == null ? "" : rest.strip().toLowerCase(Locale.ROOT);
  }

  /** The command that a text is when an admin wrote it; empty for an ordinary message. */
  public static Optional<ChatCommand> in(String text) {
    Matcher command = COMMAND.matcher(Question.unaddressed(text));
    if (!command.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (command.group(1).toLowerCase(Locale.ROOT)) {
          case "mute" -> everywhere(command.group(2)) ? MUTE_ALL : MUTE;
          case "unmute" -> everywhere(command.group(2)) ? UNMUTE_ALL : UNMUTE;
          case "shadow" -> shadow(command.group(2));
          case "status" -> STATUS;
          case "debug" -> debug(command.group(2));
          case "kb" -> KB;
          case "bind" -> BIND;
          default -> HELP;
        });
  }
}
