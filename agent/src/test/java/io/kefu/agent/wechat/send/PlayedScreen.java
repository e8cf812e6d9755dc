package io.kefu.agent.wechat.send;

import io.kefu.agent.wechat.screen.ChatScreen;
import io.kefu.agent.wechat.screen.ScreenRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A WeChat window in memory, with the ways in which real ones misbehave. Time is its own. */
final class PlayedScreen implements ChatScreen {

  final Map<String, List<ScreenRow>> chats = new HashMap<>();
  final Map<String, String> drafts = new HashMap<>();
  final List<String> log = new ArrayList<>();
  String open = "";
  String clipboard = "what the user copied";
  boolean locked;
  boolean userActive;
  boolean ambiguous;
  String opensInstead;
  String pasteGarbles;
  boolean enterBreaksLine;
  boolean enterIsLost;
  boolean rowNeverAppears;
  boolean rowFails;
  boolean keyboardTaken;
  String userClicksAfterPaste;
  String lostAt = "";
  int windowRows = Integer.MAX_VALUE;
  private Instant now = Instant.parse("2026-11-22T00:00:00Z");

  void pause(Duration duration) {
    now = now.plus(duration);
  }

  Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return now;
      }
    };
  }

  @Override
  public boolean locked() {
    return locked;
  }

  @Override
  public boolean userActive() {
    return userActive;
  }

  @Override
  public Optional<String> title() {
    note("title");
    return open.isEmpty() ? Optional.empty() : Optional.of(open);
  }

  @Override
  public Search open(String chatName) {
    note("open");
    if (ambiguous) {
      return Search.AMBIGUOUS;
    }
    if (!chats.containsKey(chatName)) {
      return Search.NOT_FOUND;
    }
    open = opensInstead == null ? chatName : opensInstead;
    return Search.OPENED;
  }

  @Override
  public Optional<String> input() {
    note("input");
    return Optional.of(drafts.getOrDefault(open, ""));
  }

  @Override
  public void paste(String text) {
    note("paste");
    clipboard = text;
    drafts.put(open, pasteGarbles == null ? text : pasteGarbles);
    if (userClicksAfterPaste != null) {
      open = userClicksAfterPaste;
    }
  }

  @Override
  public void clearInput() {
    note("clear");
    drafts.put(open, "");
  }

  @Override
  public boolean keyboardIsOurs() {
    note("keyboard");
    return !keyboardTaken;
  }

  @Override
  public void pressSend() {
    note("send");
    String text = drafts.getOrDefault(open, "");
    if (enterIsLost) {
      return;
    }
    if (enterBreaksLine) {
      drafts.put(open, text + "\r\n");
      return;
    }
    drafts.put(open, "");
    if (!rowNeverAppears) {
      chats
          .get(open)
          .add(new ScreenRow(io.kefu.agent.wechat.ChatMessage.Kind.TEXT, true, "", text, rowFails));
    }
  }

  @Override
  public List<ScreenRow> rows() {
    note("rows");
    List<ScreenRow> all = chats.getOrDefault(open, List.of());
    return List.copyOf(all.subList(Math.max(0, all.size() - windowRows), all.size()));
  }

  @Override
  public void restoreClipboard() {
    note("restore");
    clipboard = "what the user copied";
  }

  private void note(String what) {
    log.add(what);
    if (what.equals(lostAt)
        || lostAt.equals("after_send")
            && log.indexOf("send") >= 0
            && !what.equals("send")
            && !what.equals("restore")) {
      throw new ScreenLost("window gone at " + what);
    }
  }
}
