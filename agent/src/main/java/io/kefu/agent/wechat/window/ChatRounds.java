package io.kefu.agent.wechat.window;

import io.kefu.agent.frame.Reply;
import io.kefu.agent.frame.WeChatStatus;
import io.kefu.agent.log.Log;
import io.kefu.agent.wechat.SendResult;
import io.kefu.agent.wechat.collect.ChatCollector;
import io.kefu.agent.wechat.layout.Client;
import io.kefu.agent.wechat.layout.Layout;
import io.kefu.agent.wechat.layout.OpenedChat;
import io.kefu.agent.wechat.layout.PictureSides;
import io.kefu.agent.wechat.layout.SessionEntry;
import io.kefu.agent.wechat.screen.ChatScreen;
import io.kefu.agent.wechat.screen.ScreenRow;
import io.kefu.agent.wechat.selector.Selectors;
import io.kefu.agent.wechat.send.SendProcedure;
import io.kefu.agent.wechat.send.SendTimes;
import io.kefu.agent.wechat.ui.Bounds;
import io.kefu.agent.wechat.ui.Desktop;
import io.kefu.agent.wechat.ui.Picture;
import io.kefu.agent.wechat.ui.TopWindow;
import io.kefu.agent.wechat.ui.UiGone;
import io.kefu.agent.wechat.ui.UiNode;
import io.kefu.agent.wechat.ui.UiTree;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One round: which WeChat is there, what is new in the open chat, and one chat with unread messages
 * to visit. Sends between rounds. A round never lasts much longer than one visit, so that an answer
 * never waits for many chats. One thread.
 */
public final class ChatRounds {

  private static final Log LOG = Log.of(ChatRounds.class);

  private static final Duration LOOK = Duration.ofMillis(150);
  private static final int LOOKS = 20;

  /** After so many looks a row whose side cannot be seen counts as the customer's. */
  private static final int PATIENCE = 8;

  private final UiTree tree;
  private final Desktop desktop;
  private final Supplier<Selectors> selectors;
  private final Supplier<Habits> habits;
  private final ChatCollector collector;
  private final OwnTexts ownTexts;
  private final SendProcedure.Pause pause;
  private final Clock clock;
  private final SendTimes times;
  private final VisitOrder order = new VisitOrder();
  private final SessionSweep sweep;
  private final RowFiles files;
  private Optional<PictureSides> sides = Optional.empty();
  private long sidesWindow;
  private Optional<Collected> last = Optional.empty();
  private Optional<String> ownName = Optional.empty();

  private record Collected(String title, List<ScreenRow> rows) {}

  /** Where sends and rounds work. */
  public record Ports(UiTree tree, Desktop desktop, SendProcedure.Pause pause, Clock clock) {}

  /** Rounds over one desktop. */
  public ChatRounds(
      Ports ports,
      Supplier<Selectors> selectors,
      Supplier<Habits> habits,
      ChatCollector collector,
      OwnTexts ownTexts,
      RowFiles files,
      SendTimes times) {
    this.files = files;
    this.sweep = new SessionSweep(ports.clock());
    this.tree = ports.tree();
    this.desktop = ports.desktop();
    this.pause = ports.pause();
    this.clock = ports.clock();
    this.selectors = selectors;
    this.habits = habits;
    this.collector = collector;
    this.ownTexts = ownTexts;
    this.times = times;
  }

  /** What was found, without collecting. */
  public Client look() {
    return Client.find(desktop.windows(), tree, selectors.get());
  }

  /**
   * One round.
   *
   * @return what was found at its beginning
   * @throws IOException when what was collected cannot be remembered: the next round tries again
   */
  public Client round() throws IOException {
    Client client = look();
    Optional<Layout> layout = Layout.of(client.status(), selectors.get());
    if (layout.isEmpty() || client.root().isEmpty()) {
      last = Optional.empty();
      return client;
    }
    long window = client.window().orElseThrow().handle();
    ownName = habits.get().ownName().or(() -> layout.get().ownName(client.root().get()));
    try {
      if (changed(layout.get(), window, client.root().get())) {
        collectOpen(layout.get(), window, Optional.empty());
      }
      visitOne(layout.get(), window, client.root().get());
    } catch (UiGone | ChatScreen.ScreenLost e) {
      LOG.debug("collect.window_lost", "reason", e.getMessage());
      last = Optional.empty();
    }
    return client;
  }

  /** What WeChat's window shows; empty when there is none. */
  public Optional<Picture> picture() {
    return look()
        .window()
        .map(window -> desktop.picture(window.handle(), desktop.bounds(window.handle())));
  }

  /**
   * What the list of messages shows; the whole window where its parts cannot be found. Empty when
   * there is no window.
   */
  public Optional<Picture> messages() {
    Client client = look();
    Optional<Bounds> list =
        Layout.of(client.status(), selectors.get())
            .flatMap(layout -> client.root().flatMap(layout::messageList))
            .map(UiNode::bounds);
    return client
        .window()
        .map(TopWindow::handle)
        .map(window -> desktop.picture(window, list.orElseGet(() -> desktop.bounds(window))));
  }

  /** Sends one part; see {@link SendProcedure}. */
  public SendResult send(Reply part) {
    Client client = look();
    Optional<Layout> layout = Layout.of(client.status(), selectors.get());
    if (layout.isEmpty() || client.window().isEmpty()) {
      return new SendResult.Failed(
          client.status() == WeChatStatus.V4_HIDDEN ? "tree_hidden" : "wechat_not_ready",
          "WeChat is " + client.status() + "; kefu-agent doctor says what to do");
    }
    long window = client.window().get().handle();
    WindowScreen screen =
        new WindowScreen(tree, desktop, layout.get(), sides(window), window, habits.get(), pause);
    SendResult result =
        new SendProcedure(screen, times, clock, pause)
            .send(part.chatName(), part.mention(), part.content());
    if (!(result instanceof SendResult.Failed)) {
      ownTexts.typed(part.chatName(), SendProcedure.typed(part.mention(), part.content()));
    }
    return result;
  }

  /** Whether the open chat shows anything else than what was collected last. */
  private boolean changed(Layout layout, long window, UiNode root) {
    return !layout
        .chat(root, sides(window))
        .map(chat -> new Collected(chat.title(), chat.rows()))
        .equals(last);
  }

  private void visitOne(Layout layout, long window, UiNode root) throws IOException {
    Habits now = habits.get();
    List<SessionEntry> unread =
        layout.sessions(root).stream()
            .filter(session -> session.unread() > 0 && now.mayOpen(session.name()))
            .toList();
    Optional<SessionEntry> next = order.next(unread);
    if (!now.visit() || !free(now)) {
      return;
    }
    if (next.isEmpty()) {
      sweep(layout, window, root);
      return;
    }
    SessionEntry chosen = next.get();
    order.visited(chosen.name());
    if (desktop.foreground() != window && !desktop.activate(window)) {
      LOG.debug("collect.not_in_front", "unread", unread.size());
      return;
    }
    desktop.click(chosen.node().bounds().centreX(), chosen.node().bounds().centreY());
    collectOpen(layout, window, Optional.of(chosen));
  }

  /** Turns the wheel over the list of chats; neither pointer nor keyboard is needed for that. */
  private void sweep(Layout layout, long window, UiNode root) {
    List<SessionEntry> shown = layout.sessions(root);
    Optional<UiNode> list = layout.sessionList(root);
    if (shown.isEmpty() || list.isEmpty()) {
      return;
    }
    Bounds all = list.get().bounds();
    Bounds lowest = shown.get(shown.size() - 1).node().bounds();
    boolean cut = lowest.bottom() + lowest.height() > all.bottom();
    int notches = sweep.next(shown.stream().map(SessionEntry::name).toList(), cut);
    if (notches != 0) {
      desktop.scroll(window, all.centreX(), all.centreY(), notches);
    }
  }

  /** Nobody uses keyboard or mouse, and input reaches windows. */
  private boolean free(Habits now) {
    return desktop.inputPossible() && desktop.sinceUserInput().compareTo(now.quiet()) >= 0;
  }

  /**
   * Collects the open chat once its rows are steady.
   *
   * @param visited the chat that was just clicked, whose title must appear
   */
  private void collectOpen(Layout layout, long window, Optional<SessionEntry> visited)
      throws IOException {
    for (int look = 0; look < LOOKS; look++) {
      if (look > 0) {
        pause.pause(LOOK);
      }
      Optional<OpenedChat> seen = layout.chat(tree.read(window), sides(window));
      if (seen.isEmpty() || visited.isPresent() && !arrived(seen.get(), visited.get())) {
        if (visited.isEmpty()) {
          return;
        }
        continue;
      }
      OpenedChat chat = seen.get();
      ChatCollector.OpenChat open =
          new ChatCollector.OpenChat(chat.title(), chat.title(), chat.group(), ownName.orElse(""));
      boolean steady = collector.steady(open, chat.rows());
      boolean sure = !chat.unsure() || look >= PATIENCE;
      if (steady && sure) {
        collect(open, chat, window, visited.map(SessionEntry::unread).orElse(0));
        return;
      }
    }
    visited.ifPresent(chat -> LOG.warn("collect.chat_not_steady", "chat", Log.mask(chat.name())));
  }

  /** The clicked chat's title shows, and no longer the rows of the chat before it. */
  private boolean arrived(OpenedChat seen, SessionEntry clicked) {
    if (!seen.title().equals(clicked.name())) {
      return false;
    }
    return last.map(
            before -> before.title().equals(seen.title()) || !before.rows().equals(seen.rows()))
        .orElse(true);
  }

  private void collect(ChatCollector.OpenChat open, OpenedChat chat, long window, int unread)
      throws IOException {
    Collected now = new Collected(chat.title(), chat.rows());
    if (last.equals(Optional.of(now)) && unread == 0) {
      return;
    }
    if (!habits.get().mayCollect(chat.title(), chat.group())) {
      last = Optional.of(now);
      return;
    }
    ChatCollector.Outcome outcome =
        collector.collect(open, chat.rows(), unread, files.of(window, chat));
    // What the queue refused is offered again at the next look.
    last = outcome.refused() ? Optional.empty() : Optional.of(now);
  }

  private PictureSides sides(long window) {
    if (sides.isEmpty() || sidesWindow != window) {
      sides = Optional.of(new PictureSides(desktop, window, desktop.dpi(window)));
      sidesWindow = window;
    }
    return sides.get();
  }
}
