package io.kefu.agent.wechat.send;

import io.kefu.agent.log.Log;
import io.kefu.agent.wechat.SendResult;
import io.kefu.agent.wechat.screen.ChatScreen;
import io.kefu.agent.wechat.screen.ScreenRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Types one text into one chat and proves it (domain.md §9), the same way for every WeChat.
 *
 * <p>Free screen → right chat, its title read back → empty input → paste, read back → title once
 * more → send key → input empty and the new own row found. Up to the send key every fault is FAILED
 * and the input is left as it was found; from the send key on every doubt is UNKNOWN. Pure logic
 * over {@link ChatScreen}; used by one thread at a time.
 */
public final class SendProcedure {

  private static final Log LOG = Log.of(SendProcedure.class);

  /** Waits; a port, so that tests take no time. */
  public interface Pause {
    /** Waits this long. */
    void pause(Duration duration);
  }

  /** What WeChat itself puts behind a mention. */
  private static final char AFTER_MENTION = '\u2005';

  private final ChatScreen screen;
  private final SendTimes times;
  private final Clock clock;
  private final Pause pause;

  /** A procedure over one screen. */
  public SendProcedure(ChatScreen screen, SendTimes times, Clock clock, Pause pause) {
    this.screen = screen;
    this.times = times;
    this.clock = clock;
    this.pause = pause;
  }

  /**
   * Sends.
   *
   * @param chatName the title that must be read back
   * @param mention whom to address in a group, if anyone
   * @param content the text
   */
  public SendResult send(String chatName, Optional<String> mention, String content) {
    String text = typed(mention, content);
    Stage stage = new Stage();
    try {
      Optional<SendResult> refused = prepare(chatName, text, stage);
      return refused.isPresent() ? refused.get() : commit(text, stage);
    } catch (ChatScreen.ScreenLost e) {
      LOG.debug("send.screen_lost", "reason", e.getMessage(), "committed", stage.committed);
      return stage.committed
          ? new SendResult.Unknown("screen_lost", "WeChat vanished after the send key")
          : abandoned(stage, "screen_lost", "WeChat vanished before anything was sent");
    } finally {
      if (stage.pasted) {
        restoreClipboard();
      }
    }
  }

  /** What is typed for a content: with the mention, with line feeds alone, nothing at its end. */
  public static String typed(Optional<String> mention, String content) {
    return mention.map(name -> "@" + name + AFTER_MENTION).orElse("") + lines(content);
  }

  private Optional<SendResult> prepare(String chatName, String text, Stage stage) {
    if (screen.locked()) {
      return failed("screen_locked", "unlock the screen or reconnect the remote session");
    }
    if (!within(times.userPause(), () -> !screen.userActive())) {
      return failed("user_is_typing", "a person uses this WeChat window");
    }
    Optional<SendResult> wrongChat = openChat(chatName);
    if (wrongChat.isPresent()) {
      return wrongChat;
    }
    Optional<String> draft = screen.input();
    if (draft.isEmpty()) {
      return failed("no_input", "the chat has no input field");
    }
    if (!draft.get().isEmpty()) {
      return failed("draft_present", "a person's draft stands in the input field");
    }
    stage.pasted = true;
    screen.paste(text);
    if (!within(times.paste(), () -> same(screen.input(), text))) {
      return Optional.of(
          abandoned(stage, "read_back_mismatch", "the input did not show the pasted text"));
    }
    // A person may have clicked another chat meanwhile: never the wrong chat.
    if (!titleIs(chatName)) {
      return Optional.of(
          new SendResult.Failed("title_changed", "another chat was opened meanwhile"));
    }
    if (screen.userActive()) {
      return Optional.of(
          abandoned(stage, "user_is_typing", "a person began to use keyboard or mouse"));
    }
    if (!screen.keyboardIsOurs()) {
      return Optional.of(
          abandoned(stage, "no_keyboard", "another window took the keyboard; it is tried no more"));
    }
    return Optional.empty();
  }

  private Optional<SendResult> openChat(String chatName) {
    if (titleIs(chatName)) {
      return Optional.empty();
    }
    ChatScreen.Search search = screen.open(chatName);
    if (search == ChatScreen.Search.NOT_FOUND) {
      return failed("chat_not_found", "WeChat finds no chat of this name");
    }
    if (search == ChatScreen.Search.AMBIGUOUS) {
      return failed("chat_ambiguous", "several chats have this name: give one of them a remark");
    }
    return within(times.title(), () -> titleIs(chatName))
        ? Optional.empty()
        : failed("title_mismatch", "the chat window shows another name");
  }

  private SendResult commit(String text, Stage stage) {
    List<ScreenRow> before = screen.rows();
    stage.committed = true;
    screen.pressSend();
    boolean emptied = within(times.sent(), () -> same(screen.input(), ""));
    if (!emptied) {
      Optional<String> left = screen.input();
      boolean newline = left.isPresent() && unified(left.get()).equals(unified(text) + "\n");
      if (newline && newOwnRow(before, text).isEmpty()) {
        // The key only broke the line, so nothing was sent: certainly, and again and again.
        screen.clearInput();
        return new SendResult.Failed(
            "wrong_send_key", "in WeChat's settings choose Enter as the key that sends");
      }
      return new SendResult.Unknown("input_not_emptied", "look into the chat");
    }
    if (!within(times.sent(), () -> newOwnRow(before, text).isPresent())) {
      return new SendResult.Unknown("own_row_not_found", "look into the chat");
    }
    return newOwnRow(before, text).map(ScreenRow::failed).orElse(false)
        ? new SendResult.Failed("wechat_refused", "WeChat marks the message as not sent")
        : new SendResult.Sent();
  }

  /** The row that was not there before the key. */
  private Optional<ScreenRow> newOwnRow(List<ScreenRow> before, String text) {
    List<ScreenRow> now = screen.rows();
    long then = before.stream().filter(row -> isOurs(row, text)).count();
    List<ScreenRow> ours = now.stream().filter(row -> isOurs(row, text)).toList();
    boolean grew = ours.size() > then;
    // The list shows a window: an old row may have left it while the new one came to its end.
    boolean moved = !now.isEmpty() && !now.equals(before) && isOurs(now.get(now.size() - 1), text);
    return grew || (moved && !endsAlike(before, now))
        ? Optional.of(ours.get(ours.size() - 1))
        : Optional.empty();
  }

  private static boolean endsAlike(List<ScreenRow> before, List<ScreenRow> now) {
    return before.size() > now.size()
        && before.subList(before.size() - now.size(), before.size()).equals(now);
  }

  private static boolean isOurs(ScreenRow row, String text) {
    return row.own() && unified(row.text()).strip().equals(unified(text).strip());
  }

  /** Nothing was sent: leaves the input empty again, as it was found. */
  private SendResult abandoned(Stage stage, String code, String detail) {
    if (stage.pasted) {
      try {
        screen.clearInput();
      } catch (ChatScreen.ScreenLost e) {
        LOG.debug("send.input_not_cleared", "reason", e.getMessage());
      }
    }
    return new SendResult.Failed(code, detail);
  }

  private void restoreClipboard() {
    try {
      screen.restoreClipboard();
    } catch (ChatScreen.ScreenLost e) {
      LOG.debug("send.clipboard_not_restored", "reason", e.getMessage());
    }
  }

  private boolean titleIs(String chatName) {
    return screen.title().map(title -> title.equals(chatName)).orElse(false);
  }

  private boolean within(Duration limit, BooleanSupplier condition) {
    Instant end = clock.instant().plus(limit);
    while (!condition.getAsBoolean()) {
      if (!clock.instant().isBefore(end)) {
        return false;
      }
      pause.pause(times.look());
    }
    return true;
  }

  private static boolean same(Optional<String> input, String text) {
    return input.isPresent() && unified(input.get()).equals(unified(text));
  }

  private static Optional<SendResult> failed(String code, String detail) {
    return Optional.of(new SendResult.Failed(code, detail));
  }

  /** The input field speaks CR LF or CR where we speak LF. */
  private static String unified(String text) {
    return text.replace("\r\n", "\n").replace('\r', '\n');
  }

  private static String lines(String content) {
    return unified(content).stripTrailing();
  }

  private static final class Stage {
    boolean pasted;
    boolean committed;
  }
}
