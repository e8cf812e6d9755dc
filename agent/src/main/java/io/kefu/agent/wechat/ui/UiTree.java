package io.kefu.agent.wechat.ui;

/** The accessibility trees of windows. All calls from one thread; each may throw {@link UiGone}. */
public interface UiTree {

  /** Reads a window's whole tree in one request. Refs of the window's earlier reads end. */
  UiNode read(long window);

  /** Gives an element the keyboard. */
  void focus(UiNode node);

  /** Puts a text into a field without keys; false when the field does not offer that. */
  boolean setValue(UiNode field, String text);
}
