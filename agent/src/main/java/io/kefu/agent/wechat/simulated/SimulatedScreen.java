package io.kefu.agent.wechat.simulated;

import io.kefu.agent.frame.Reply;
import io.kefu.agent.wechat.screen.ChatScreen;
import io.kefu.agent.wechat.screen.ScreenRow;
import java.util.List;
import java.util.Optional;

/**
 * The window for one send of the simulated WeChat, so that it goes through the same procedure as
 * with a real one, and a scripted fault is a window that misbehaves.
 */
final class SimulatedScreen implements ChatScreen {

  private static final int HALTED = 137;

  private final Reply part;
  private final Optional<Fault.Kind> fault;
  private final Runnable shown;
  private final boolean locked;
  private String input = "";
  private List<ScreenRow> rows = List.of();
  private boolean open;

  /**
   * A window in which the chat is not yet open.
   *
   * @param shown called when the customer sees the text
   */
  SimulatedScreen(Reply part, Optional<Fault.Kind> fault, boolean locked, Runnable shown) {
    this.part = part;
    this.fault = fault;
    this.locked = locked;
    this.shown = shown;
  }

  @Override
  public boolean locked() {
    return locked;
  }

  @Override
  public boolean userActive() {
    return false;
  }

  @Override
  public Optional<String> title() {
    if (!open) {
      return Optional.empty();
    }
    boolean other = fault.filter(kind -> kind == Fault.Kind.TITLE_MISMATCH).isPresent();
    return Optional.of(other ? part.chatName() + "（另一个）" : part.chatName());
  }

  @Override
  public Search open(String chatName) {
    if (fault.filter(kind -> kind == Fault.Kind.FAIL).isPresent()) {
      return Search.NOT_FOUND;
    }
    open = true;
    return Search.OPENED;
  }

  @Override
  public Optional<String> input() {
    return Optional.of(input);
  }

  @Override
  public void paste(String text) {
    input = text;
  }

  @Override
  public void clearInput() {
    input = "";
  }

  @Override
  public boolean keyboardIsOurs() {
    return true;
  }

  @Override
  public void pressSend() {
    shown.run();
    if (fault.filter(kind -> kind == Fault.Kind.CRASH).isPresent()) {
      // As kill -9 does: no hook, no flush.
      Runtime.getRuntime().halt(HALTED);
    }
    if (fault.filter(kind -> kind == Fault.Kind.UNKNOWN).isEmpty()) {
      rows = List.of(ScreenRow.own(input));
    }
    input = "";
  }

  @Override
  public List<ScreenRow> rows() {
    return rows;
  }

  @Override
  public void restoreClipboard() {
    // It has none.
  }
}
