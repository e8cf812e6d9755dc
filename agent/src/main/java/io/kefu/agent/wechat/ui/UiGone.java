package io.kefu.agent.wechat.ui;

/** A window or an element vanished, or does not answer, while it was being used. */
public final class UiGone extends RuntimeException {

  /** Says what is gone. */
  public UiGone(String what) {
    super(what);
  }
}
