package io.kefu.agent.wechat.window;

import io.kefu.agent.wechat.ui.Bounds;
import io.kefu.agent.wechat.ui.Picture;
import io.kefu.agent.wechat.ui.UiKind;
import io.kefu.agent.wechat.ui.UiNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tree and the pixels of a played WeChat at one moment. */
final class PlayedTree {

  static final Bounds WINDOW = new Bounds(0, 0, 1000, 800);
  private static final Bounds SESSIONS = new Bounds(60, 60, 300, 60 + 8 * 60);
  private static final Bounds MESSAGES = new Bounds(300, 60, 1000, 660);
  private static final Bounds SEARCH = new Bounds(70, 20, 280, 50);
  private static final Bounds INPUT = new Bounds(300, 680, 1000, 790);
  private static final int LINE = 60;

  private final PlayedWeChat wechat;
  private long ref;

  PlayedTree(PlayedWeChat wechat) {
    this.wechat = wechat;
  }

  UiNode root() {
    if (wechat.hidden) {
      return node(UiKind.WINDOW, "微信", "", "Qt51514QWindowIcon", WINDOW);
    }
    if (!wechat.loggedIn) {
      return node(UiKind.WINDOW, "登录", "", "mmui::LoginWindow", WINDOW);
    }
    List<UiNode> panes = new ArrayList<>();
    panes.add(
        node(
            UiKind.TOOL_BAR,
            "导航",
            "",
            "",
            new Bounds(0, 0, 60, 800),
            node(UiKind.BUTTON, "小王", "", "", new Bounds(10, 10, 50, 50)),
            node(UiKind.BUTTON, "聊天", "", "", new Bounds(10, 60, 50, 100))));
    panes.add(left());
    if (!wechat.open.isEmpty()) {
      panes.add(chat());
    }
    UiNode middle = node(UiKind.PANE, "", "", "", WINDOW, panes.toArray(UiNode[]::new));
    return node(
        UiKind.WINDOW,
        "微信",
        "",
        wechat.v4 ? "mmui::MainWindow" : "WeChatMainWndForPC",
        WINDOW,
        middle);
  }

  String chatAt(int x, int y) {
    if (!SESSIONS.contains(x, y)) {
      return null;
    }
    boolean list = wechat.search == null;
    int index = (y - SESSIONS.top()) / LINE + (list ? wechat.firstSession : 0);
    List<String> names = list ? wechat.sessionNames : results();
    return index < names.size() ? names.get(index) : null;
  }

  /** White, with a dark square where the sender's picture is. */
  Picture picture(Bounds part) {
    int[] rgb = new int[part.width() * part.height()];
    java.util.Arrays.fill(rgb, 0xF5F5F5);
    List<PlayedWeChat.Row> rows = shownRows();
    for (int i = 0; i < rows.size() && !wechat.plainRows; i++) {
      if (rows.get(i).notice()) {
        continue;
      }
      int left = rows.get(i).own() ? MESSAGES.right() - 50 : MESSAGES.left() + 14;
      for (int y = 0; y < 36; y++) {
        for (int x = 0; x < 36; x++) {
          int atX = left + x - part.left();
          int atY = MESSAGES.top() + i * LINE + 8 + y - part.top();
          if (atX >= 0 && atX < part.width() && atY >= 0 && atY < part.height()) {
            rgb[atY * part.width() + atX] = 0x203040 + x * 1000;
          }
        }
      }
    }
    return new Picture(part.width(), part.height(), rgb);
  }

  private UiNode left() {
    UiNode field = edit("搜索", "", SEARCH, wechat.search == null ? "" : wechat.search);
    if (wechat.search != null) {
      List<UiNode> found = new ArrayList<>();
      List<String> results = results();
      for (int i = 0; i < results.size(); i++) {
        found.add(
            node(
                UiKind.LIST_ITEM,
                results.get(i),
                wechat.v4 ? "search_item_" + i : "",
                "",
                line(SESSIONS, i)));
      }
      UiNode list =
          node(
              UiKind.LIST,
              wechat.v4 ? "" : "@str:IDS_FAV_SEARCH_RESULT:3780",
              wechat.v4 ? "search_list" : "",
              "",
              SESSIONS,
              found.toArray(UiNode[]::new));
      return node(UiKind.PANE, "", "", "", new Bounds(60, 0, 300, 800), field, list);
    }
    List<UiNode> items = new ArrayList<>();
    int first = wechat.firstSession;
    for (int i = first;
        i < Math.min(first + wechat.shownSessions, wechat.sessionNames.size());
        i++) {
      items.add(session(wechat.sessionNames.get(i), i - first));
    }
    UiNode list =
        node(
            UiKind.LIST,
            "会话",
            wechat.v4 ? "session_list" : "",
            "",
            SESSIONS,
            items.toArray(UiNode[]::new));
    return node(UiKind.PANE, "", "", "", new Bounds(60, 0, 300, 800), field, list);
  }

  private UiNode session(String name, int index) {
    int unread = wechat.chats.containsKey(name) ? wechat.chats.get(name).unread : 0;
    Bounds at = line(SESSIONS, index);
    if (wechat.v4) {
      String text = name + (unread > 0 ? "\n[" + unread + "条]" : "") + "\n最近一句\n10:30";
      return node(UiKind.LIST_ITEM, text, "session_item_" + name, "mmui::ChatSessionCell", at);
    }
    return node(
        UiKind.LIST_ITEM,
        name + (unread > 0 ? unread + "条新消息" : ""),
        "",
        "",
        at,
        node(UiKind.BUTTON, name, "", "", at));
  }

  private UiNode chat() {
    PlayedWeChat.Chat chat = wechat.chat(wechat.open);
    String title = wechat.titleInstead == null ? chat.name : wechat.titleInstead;
    List<UiNode> parts = new ArrayList<>();
    if (wechat.v4) {
      Bounds head = new Bounds(310, 10, 500, 40);
      parts.add(node(UiKind.TEXT, title, "top.current_chat_name_label", "", head));
      if (chat.group) {
        parts.add(node(UiKind.TEXT, "(3)", "top.current_chat_count_label", "", head));
      }
    } else {
      String head = chat.group ? title + " (3)" : title;
      parts.add(node(UiKind.TEXT, head, "", "", new Bounds(310, 10, 500, 40)));
    }
    List<PlayedWeChat.Row> rows = shownRows();
    List<UiNode> items = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      items.add(row(rows.get(i), line(MESSAGES, i), chat.group));
    }
    parts.add(
        node(
            UiKind.LIST,
            "消息",
            wechat.v4 ? "chat_message_list" : "",
            "",
            MESSAGES,
            items.toArray(UiNode[]::new)));
    parts.add(edit(title, wechat.v4 ? "chat_input_field" : "", INPUT, chat.draft));
    return node(
        UiKind.PANE, "", "", "", new Bounds(300, 0, 1000, 800), parts.toArray(UiNode[]::new));
  }

  private UiNode row(PlayedWeChat.Row row, Bounds at, boolean group) {
    if (wechat.v4) {
      return node(
          UiKind.LIST_ITEM,
          row.text(),
          "",
          row.notice() ? "mmui::ChatItemView" : row.className(),
          at);
    }
    if (row.notice()) {
      return node(UiKind.LIST_ITEM, row.text(), "", "", at);
    }
    int left = row.own() ? at.right() - 50 : at.left() + 14;
    UiNode avatar =
        node(
            UiKind.BUTTON,
            row.sender(),
            "",
            "",
            new Bounds(left, at.top() + 8, left + 36, at.top() + 44));
    // The row of a file is called by its kind; what the file is called stands within.
    String[] lines = row.text().split("\n", 2);
    boolean file = lines.length > 1 && lines[0].equals("[文件]");
    UiNode words =
        node(
            UiKind.TEXT,
            file ? lines[1] : row.text(),
            "",
            "",
            new Bounds(at.left() + 60, at.top() + 30, at.right() - 60, at.bottom()));
    UiNode above =
        node(
            UiKind.TEXT,
            row.sender() + "（备注）",
            "",
            "",
            new Bounds(at.left() + 60, at.top() + 4, at.left() + 200, at.top() + 18));
    return group && !row.own()
        ? node(UiKind.LIST_ITEM, file ? lines[0] : row.text(), "", "", at, above, words, avatar)
        : node(UiKind.LIST_ITEM, file ? lines[0] : row.text(), "", "", at, words, avatar);
  }

  private List<PlayedWeChat.Row> shownRows() {
    PlayedWeChat.Chat chat = wechat.chats.get(wechat.rowsOf == null ? wechat.open : wechat.rowsOf);
    if (chat == null) {
      return List.of();
    }
    int from = Math.max(0, chat.rows.size() - wechat.shownRows);
    return chat.rows.subList(from, chat.rows.size());
  }

  private List<String> results() {
    List<String> results =
        new ArrayList<>(
            wechat.chats.keySet().stream().filter(n -> n.contains(wechat.search)).toList());
    results.addAll(wechat.namesakes.stream().filter(n -> n.equals(wechat.search)).toList());
    return wechat.search.isEmpty() ? List.of() : results;
  }

  private static Bounds line(Bounds list, int index) {
    int top = list.top() + index * LINE;
    return new Bounds(list.left(), top, list.right(), top + LINE);
  }

  private UiNode edit(String name, String id, Bounds at, String value) {
    return new UiNode(++ref, UiKind.EDIT, name, id, "", Optional.of(value), at, List.of());
  }

  private UiNode node(
      UiKind kind, String name, String id, String className, Bounds at, UiNode... children) {
    return new UiNode(++ref, kind, name, id, className, Optional.empty(), at, List.of(children));
  }
}
