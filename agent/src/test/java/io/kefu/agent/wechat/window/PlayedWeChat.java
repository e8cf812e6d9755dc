package io.kefu.agent.wechat.window;

import io.kefu.agent.wechat.WeChatDriver;
import io.kefu.agent.wechat.ui.Bounds;
import io.kefu.agent.wechat.ui.Desktop;
import io.kefu.agent.wechat.ui.Picture;
import io.kefu.agent.wechat.ui.TopWindow;
import io.kefu.agent.wechat.ui.UiGone;
import io.kefu.agent.wechat.ui.UiNode;
import io.kefu.agent.wechat.ui.UiTree;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A WeChat and its desktop in memory, in both tree shapes, with the ways in which real ones
 * misbehave. Keys go where the focus is, clicks hit what is drawn there, time is its own.
 */
final class PlayedWeChat implements UiTree, Desktop {

  static final long WINDOW = 77;
  static final long EXCEL = 5;

  /** A row: whose, what, and in V4 its class. */
  record Row(boolean own, String sender, String text, String className, boolean notice) {}

  /** What rows hold, with files that this WeChat saves in folders. */
  static RowFiles files(PlayedWeChat wechat, WeChatDriver.Inbox inbox, List<Path> folders) {
    return new RowFiles(
        wechat,
        inbox,
        new RowOriginals(new ReceivedFiles(folders, wechat.clock()), inbox, wechat::pause));
  }

  static final class Chat {
    final String name;
    boolean group;
    int unread;
    String draft = "";
    final List<Row> rows = new ArrayList<>();

    Chat(String name) {
      this.name = name;
    }
  }

  final boolean v4;
  final Map<String, Chat> chats = new LinkedHashMap<>();
  final List<String> done = new ArrayList<>();
  final List<String> sessionNames = new ArrayList<>();
  final Deque<Runnable> betweenReads = new ArrayDeque<>();
  final Set<String> namesakes = new HashSet<>();
  String open = "";
  String titleInstead;
  String search;
  String focus = "";
  Optional<String> clipboard = Optional.of("用户复制的");
  boolean clipboardIsPicture;
  boolean clipboardBusy;
  long foreground = EXCEL;
  boolean neverInFront;
  boolean minimised;
  boolean running = true;
  boolean loggedIn = true;
  boolean hidden;
  boolean input = true;
  boolean plainRows;
  boolean enterIsLost;
  boolean rowsLag;
  boolean diesAtEnter;
  int shownRows = 12;
  int shownSessions = 8;
  int firstSession;
  int scrolls;
  Duration sinceUser = Duration.ofMinutes(5);
  String rowsOf;
  Instant now = Instant.parse("2026-11-22T00:00:00Z");

  PlayedWeChat(boolean v4) {
    this.v4 = v4;
  }

  Chat chat(String name) {
    if (!chats.containsKey(name)) {
      sessionNames.add(name);
    }
    return chats.computeIfAbsent(name, Chat::new);
  }

  /** A customer writes; the chat rises to the top, and is unread unless it is open. */
  void says(String chatName, String sender, String text) {
    Chat chat = chat(chatName);
    chat.rows.add(new Row(false, sender, text, "mmui::ChatTextItemView", false));
    if (!open.equals(chatName)) {
      chat.unread++;
    }
    sessionNames.remove(chatName);
    sessionNames.add(0, chatName);
  }

  void history(String chatName, String... texts) {
    for (String text : texts) {
      chat(chatName).rows.add(new Row(false, chatName, text, "mmui::ChatTextItemView", false));
    }
  }

  void open(String name) {
    if (rowsLag && rowsOf == null) {
      rowsOf = open;
      betweenReads.add(() -> {});
      betweenReads.add(() -> {});
      betweenReads.add(() -> rowsOf = null);
    }
    open = name;
    Chat chat = chats.get(name);
    if (chat != null) {
      chat.unread = 0;
    }
  }

  void pause(Duration duration) {
    now = now.plus(duration);
    sinceUser = sinceUser.plus(duration);
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
  public UiNode read(long window) {
    Runnable change = betweenReads.poll();
    if (change != null) {
      change.run();
    }
    if (!running) {
      throw new UiGone("the window");
    }
    return new PlayedTree(this).root();
  }

  @Override
  public void focus(UiNode node) {
    focus = node.name().equals("搜索") ? "search" : "input";
  }

  @Override
  public boolean setValue(UiNode field, String text) {
    done.add("value");
    if (field.name().equals("搜索")) {
      search = text;
    } else {
      chats.get(open).draft = text;
    }
    return true;
  }

  @Override
  public List<TopWindow> windows() {
    if (!running) {
      return List.of();
    }
    String className =
        v4 ? "Qt51514QWindowIcon" : loggedIn ? "WeChatMainWndForPC" : "WeChatLoginWndForPC";
    return List.of(
        new TopWindow(EXCEL, "XLMAIN", "Excel", 1, "EXCEL.EXE", true, false),
        new TopWindow(
            WINDOW, className, "微信", 9, v4 ? "Weixin.exe" : "WeChat.exe", true, minimised));
  }

  @Override
  public boolean inputPossible() {
    return input;
  }

  @Override
  public Duration sinceUserInput() {
    return sinceUser;
  }

  @Override
  public long foreground() {
    return foreground;
  }

  @Override
  public boolean activate(long window) {
    done.add("activate " + window);
    if (neverInFront) {
      return false;
    }
    minimised &= window != WINDOW;
    foreground = window;
    return true;
  }

  @Override
  public void click(int x, int y) {
    done.add("click");
    String hit = new PlayedTree(this).chatAt(x, y);
    if (hit != null) {
      search = null;
      open(hit);
    }
  }

  @Override
  public void scroll(long window, int x, int y, int notches) {
    scrolls++;
    int last = Math.max(0, sessionNames.size() - shownSessions);
    firstSession = Math.min(last, Math.max(0, firstSession - notches));
  }

  @Override
  public void press(Chord chord) {
    done.add(chord.name());
    if (foreground != WINDOW) {
      return;
    }
    boolean searching = focus.equals("search");
    Chat chat = chats.get(open);
    switch (chord) {
      case CTRL_F -> {
        search = "";
        focus = "search";
      }
      case CTRL_V -> {
        if (searching) {
          search += clipboard.orElse("");
        } else if (chat != null) {
          chat.draft += clipboard.orElse("");
        }
      }
      case CTRL_A, CTRL_ENTER -> done.add("-");
      case DELETE -> {
        if (searching) {
          search = "";
        } else if (chat != null) {
          chat.draft = "";
        }
      }
      case ESCAPE -> search = null;
      case ENTER -> enter(chat);
    }
  }

  private void enter(Chat chat) {
    if (chat == null || enterIsLost) {
      return;
    }
    chat.rows.add(new Row(true, "我们", chat.draft, "mmui::ChatTextItemView", false));
    chat.draft = "";
    running = !diesAtEnter;
  }

  @Override
  public Optional<String> clipboardText() {
    return clipboardIsPicture ? Optional.empty() : clipboard;
  }

  @Override
  public boolean clipboardHoldsOther() {
    return clipboardIsPicture;
  }

  @Override
  public boolean putClipboard(Optional<String> text) {
    if (clipboardBusy) {
      return false;
    }
    clipboard = text;
    clipboardIsPicture = false;
    return true;
  }

  @Override
  public Bounds bounds(long window) {
    return PlayedTree.WINDOW;
  }

  @Override
  public int dpi(long window) {
    return 96;
  }

  @Override
  public Picture picture(long window, Bounds part) {
    return new PlayedTree(this).picture(part);
  }

  @Override
  public Optional<String> programVersion(int processId) {
    return Optional.of(v4 ? "4.1.2.0" : "3.9.12.57");
  }
}
