package io.kefu.agent.wechat.ui;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Windows, keyboard, mouse, clipboard and pixels. All calls from one thread; those that act on a
 * window may throw {@link UiGone}.
 */
public interface Desktop {

  /** Keys as they are pressed together. */
  enum Chord {
    /** Sends, in most settings. */
    ENTER,
    /** Sends, in the others. */
    CTRL_ENTER,
    /** Looks for a chat. */
    CTRL_F,
    /** Pastes. */
    CTRL_V,
    /** Selects everything. */
    CTRL_A,
    /** Deletes what is selected. */
    DELETE,
    /** Leaves a search. */
    ESCAPE
  }

  /** The windows of the desktop, also minimised ones, topmost first. */
  List<TopWindow> windows();

  /** Whether input reaches windows: neither locked nor a disconnected remote session. */
  boolean inputPossible();

  /** Time since a person last used keyboard or mouse; what the agent pressed does not count. */
  Duration sinceUserInput();

  /** The window that has the keyboard; 0 for none. */
  long foreground();

  /** Brings a window up, out of the task bar too, and gives it the keyboard; false when refused. */
  boolean activate(long window);

  /** Clicks once with the left button and puts the pointer back. */
  void click(int x, int y);

  /**
   * Turns the wheel over a point of a window, which need not be in front; the pointer stays where
   * it is.
   *
   * @param notches towards the end when negative
   */
  void scroll(long window, int x, int y, int notches);

  /** Presses keys. */
  void press(Chord chord);

  /** The text on the clipboard; empty when it holds no text. */
  Optional<String> clipboardText();

  /** Whether the clipboard holds something that is not a text and would be lost. */
  boolean clipboardHoldsOther();

  /** Puts a text on the clipboard, nothing when empty; false when another program holds it. */
  boolean putClipboard(Optional<String> text);

  /** Where a window is. */
  Bounds bounds(long window);

  /** Dots per inch of a window's screen; 96 is 100 %. */
  int dpi(long window);

  /** What the screen shows there. */
  Picture picture(long window, Bounds part);

  /** The version of a process's program file, if it can be read. */
  Optional<String> programVersion(int processId);
}
