package io.kefu.agent.doctor;

import io.kefu.agent.frame.WeChatStatus;
import io.kefu.agent.wechat.layout.Client;
import io.kefu.agent.wechat.layout.Layout;
import io.kefu.agent.wechat.layout.PictureSides;
import io.kefu.agent.wechat.layout.SessionEntry;
import io.kefu.agent.wechat.selector.ClientSelectors;
import io.kefu.agent.wechat.selector.Selectors;
import io.kefu.agent.wechat.ui.Desktop;
import io.kefu.agent.wechat.ui.TopWindow;
import io.kefu.agent.wechat.ui.UiGone;
import io.kefu.agent.wechat.ui.UiNode;
import io.kefu.agent.wechat.ui.UiTree;
import io.kefu.agent.wechat.window.Habits;
import io.kefu.agent.wechat.window.StatusAdvice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Looks at this PC as the agent would, changes nothing, and says what to do. Pure over its ports.
 */
public final class Doctor {

  /** Parts that show only when something else is open. */
  private static final List<ClientSelectors.Part> SOMETIMES =
      List.of(
          ClientSelectors.Part.SEARCH_RESULTS,
          ClientSelectors.Part.SEARCH_RESULT,
          ClientSelectors.Part.MEMBER_COUNT,
          ClientSelectors.Part.FAILED);

  private final UiTree tree;
  private final Desktop desktop;
  private final Selectors selectors;
  private final Habits habits;
  private final List<String> lines = new ArrayList<>();
  private boolean healthy = true;

  /**
   * What was found.
   *
   * @param text one finding a line, advice below it
   * @param healthy whether the agent can collect and send
   */
  public record Findings(String text, boolean healthy) {}

  private Doctor(UiTree tree, Desktop desktop, Selectors selectors, Habits habits) {
    this.tree = tree;
    this.desktop = desktop;
    this.selectors = selectors;
    this.habits = habits;
  }

  /** Examines. */
  public static Findings examine(UiTree tree, Desktop desktop, Selectors selectors, Habits habits) {
    Doctor doctor = new Doctor(tree, desktop, selectors, habits);
    doctor.examine();
    return new Findings(String.join("\n", doctor.lines) + "\n", doctor.healthy);
  }

  private void examine() {
    say("selectors", "version " + selectors.version());
    say("send key", habits.sendKey() + ": must be the one in WeChat's settings");
    boolean input = desktop.inputPossible();
    judge(input, "screen", input ? "takes input" : "locked or disconnected");
    Client client = Client.find(desktop.windows(), tree, selectors);
    Optional<String> advice = StatusAdvice.of(client, !input);
    judge(Layout.of(client.status(), selectors).isPresent(), "WeChat", client.status().toString());
    advice.ifPresent(text -> lines.add("        do: " + text));
    client.window().ifPresent(this::window);
    if (client.root().isPresent()) {
      tree(client.status(), client.root().get());
      chat(client, client.root().get());
    }
  }

  private void window(TopWindow window) {
    say(
        "window",
        window.className() + " of " + (window.program().isEmpty() ? "?" : window.program()));
    say("version", desktop.programVersion(window.processId()).orElse("cannot be read"));
    say("scale", desktop.dpi(window.handle()) * 100 / 96 + " %");
    judge(!window.minimised(), "shown", window.minimised() ? "minimised" : "open");
  }

  private void tree(WeChatStatus status, UiNode root) {
    say("tree", root.size() + " elements, root class " + root.className());
    if (status != WeChatStatus.V39 && status != WeChatStatus.V4_VISIBLE) {
      return;
    }
    ClientSelectors all = status == WeChatStatus.V39 ? selectors.v39() : selectors.v4();
    for (ClientSelectors.Part part : all.elements().keySet()) {
      boolean row = part == ClientSelectors.Part.AVATAR;
      int found = row ? -1 : all.findAll(root, part).size();
      String name = "  " + part.name().toLowerCase(Locale.ROOT);
      if (found > 0) {
        say(name, found + " found");
      } else if (found == 0) {
        boolean expected = part.required() && !SOMETIMES.contains(part);
        say(name, expected ? "NOT FOUND" : "none now");
        healthy &= !expected;
      }
    }
  }

  private void chat(Client client, UiNode root) {
    Optional<Layout> layout = Layout.of(client.status(), selectors);
    if (layout.isEmpty()) {
      return;
    }
    List<SessionEntry> sessions = layout.get().sessions(root);
    say(
        "chats",
        sessions.size()
            + " seen, "
            + sessions.stream().filter(session -> session.unread() > 0).count()
            + " with unread messages");
    say("own name", own(layout.get(), root));
    long window = client.window().orElseThrow().handle();
    try {
      layout
          .get()
          .chat(root, new PictureSides(desktop, window, desktop.dpi(window)))
          .ifPresentOrElse(
              chat -> {
                say("open chat", chat.rows().size() + " rows" + (chat.group() ? ", a group" : ""));
                judge(
                    !chat.unsure(),
                    "sides",
                    chat.unsure()
                        ? "of a row cannot be seen: keep the window uncovered and large"
                        : "of all rows seen");
              },
              () -> {
                healthy = false;
                say("open chat", "none: open any chat and run doctor again");
              });
    } catch (UiGone e) {
      judge(false, "open chat", e.getMessage());
    }
  }

  private String own(Layout layout, UiNode root) {
    boolean known = habits.ownName().or(() -> layout.ownName(root)).isPresent();
    return known ? "known" : "unknown: set own_name, or mentions in groups are not noticed";
  }

  private void judge(boolean good, String what, String finding) {
    healthy &= good;
    lines.add("%-4s %-18s %s".formatted(good ? "ok" : "BAD", what, finding));
  }

  private void say(String what, String finding) {
    lines.add("%-4s %-18s %s".formatted("", what, finding));
  }
}
