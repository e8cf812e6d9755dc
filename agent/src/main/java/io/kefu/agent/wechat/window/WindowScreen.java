package io.kefu.agent.wechat.window;

import io.kefu.agent.log.Log;
import io.kefu.agent.wechat.layout.Layout;
import io.kefu.agent.wechat.layout.OpenedChat;
import io.kefu.agent.wechat.layout.SessionEntry;
import io.kefu.agent.wechat.layout.SideFinder;
import io.kefu.agent.wechat.screen.ChatScreen;
import io.kefu.agent.wechat.screen.ScreenRow;
import io.kefu.agent.wechat.send.SendProcedure;
import io.kefu.agent.wechat.ui.Desktop;
import io.kefu.agent.wechat.ui.UiGone;
import io.kefu.agent.wechat.ui.UiNode;
import io.kefu.agent.wechat.ui.UiTree;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A WeChat window as {@link ChatScreen}. It remembers the clipboard and the window that had the
 * keyboard when it first needed them, and gives both back. Lives for one send.
 */
final class WindowScreen implements ChatScreen {

  private static final Log LOG = Log.of(WindowScreen.class);
  private static final Duration SEARCH_LOOK = Duration.ofMillis(150);
  private static final int SEARCH_LOOKS = 20;

  private final UiTree tree;
  private final Desktop desktop;
  private final Layout layout;
  private final SideFinder sides;
  private final long window;
  private final Habits habits;
  private final SendProcedure.Pause pause;
  private Optional<String> clipboard = Optional.empty();
  private boolean clipboardTaken;
  private long foregroundBefore;

  WindowScreen(
      UiTree tree,
      Desktop desktop,
      Layout layout,
      SideFinder sides,
      long window,
      Habits habits,
      SendProcedure.Pause pause) {
    this.tree = tree;
    this.desktop = desktop;
    this.layout = layout;
    this.sides = sides;
    this.window = window;
    this.habits = habits;
    this.pause = pause;
  }

  @Override
  public boolean locked() {
    return !desktop.inputPossible();
  }

  @Override
  public boolean userActive() {
    return desktop.sinceUserInput().compareTo(habits.quiet()) < 0;
  }

  @Override
  public Optional<String> title() {
    return safely(() -> layout.title(root()));
  }

  @Override
  public Search open(String chatName) {
    return safely(
        () -> {
          bringUp();
          List<SessionEntry> seen =
              layout.sessions(root()).stream()
                  .filter(session -> session.name().equals(chatName))
                  .toList();
          if (seen.size() > 1) {
            return Search.AMBIGUOUS;
          }
          if (seen.size() == 1) {
            click(seen.get(0).node());
            return Search.OPENED;
          }
          return search(chatName);
        });
  }

  @Override
  public Optional<String> input() {
    return safely(() -> layout.input(root()).map(node -> node.value().orElse("")));
  }

  @Override
  public void paste(String text) {
    safely(
        () -> {
          bringUp();
          UiNode field = needInput();
          tree.focus(field);
          type(field, text);
          return null;
        });
  }

  @Override
  public void clearInput() {
    safely(
        () -> {
          bringUp();
          UiNode field = needInput();
          tree.focus(field);
          desktop.press(Desktop.Chord.CTRL_A);
          desktop.press(Desktop.Chord.DELETE);
          return null;
        });
  }

  @Override
  public boolean keyboardIsOurs() {
    return safely(
        () -> {
          if (desktop.foreground() != window) {
            return false;
          }
          tree.focus(needInput());
          return desktop.foreground() == window;
        });
  }

  @Override
  public void pressSend() {
    safely(
        () -> {
          desktop.press(habits.sendKey());
          return null;
        });
  }

  @Override
  public List<ScreenRow> rows() {
    return safely(() -> layout.chat(root(), sides).map(OpenedChat::rows).orElse(List.of()));
  }

  @Override
  public void restoreClipboard() {
    safely(
        () -> {
          if (clipboardTaken) {
            clipboardTaken = false;
            desktop.putClipboard(clipboard);
          }
          if (foregroundBefore != 0 && foregroundBefore != window) {
            desktop.activate(foregroundBefore);
          }
          return null;
        });
  }

  /** Looks for the chat by name; leaves the search when there is not exactly one. */
  private Search search(String chatName) {
    desktop.press(Desktop.Chord.CTRL_F);
    Optional<UiNode> field = layout.searchField(root());
    if (field.isEmpty()) {
      throw new UiGone("the search field");
    }
    tree.focus(field.get());
    desktop.press(Desktop.Chord.CTRL_A);
    type(field.get(), chatName);
    List<UiNode> before = List.of();
    for (int look = 0; look < SEARCH_LOOKS; look++) {
      pause.pause(SEARCH_LOOK);
      List<UiNode> found = layout.found(root(), chatName);
      // Results come one after the other: a second one of the same name may still be on its way.
      if (!found.isEmpty() && found.size() == before.size()) {
        if (found.size() > 1) {
          desktop.press(Desktop.Chord.ESCAPE);
          return Search.AMBIGUOUS;
        }
        click(found.get(0));
        return Search.OPENED;
      }
      before = found;
    }
    desktop.press(Desktop.Chord.ESCAPE);
    return Search.NOT_FOUND;
  }

  private void type(UiNode field, String text) {
    // A picture or files on the clipboard could not be put back: then without it, if possible.
    if (desktop.clipboardHoldsOther() && tree.setValue(field, text)) {
      return;
    }
    if (!clipboardTaken) {
      clipboard = desktop.clipboardText();
      clipboardTaken = true;
    }
    if (desktop.putClipboard(Optional.of(text))) {
      desktop.press(Desktop.Chord.CTRL_V);
    } else {
      LOG.debug("send.clipboard_busy", "do", "ValuePattern is used");
      tree.setValue(field, text);
    }
  }

  private void bringUp() {
    if (foregroundBefore == 0) {
      foregroundBefore = desktop.foreground();
    }
    if (desktop.foreground() != window && !desktop.activate(window)) {
      throw new UiGone("WeChat's window does not come to the front");
    }
  }

  private void click(UiNode node) {
    desktop.click(node.bounds().centreX(), node.bounds().centreY());
  }

  private UiNode needInput() {
    return layout.input(root()).orElseThrow(() -> new UiGone("the input field"));
  }

  private UiNode root() {
    return tree.read(window);
  }

  private static <T> T safely(Supplier<T> action) {
    try {
      return action.get();
    } catch (UiGone e) {
      throw new ScreenLost(e.getMessage());
    }
  }
}
