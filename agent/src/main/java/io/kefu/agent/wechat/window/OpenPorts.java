package io.kefu.agent.wechat.window;

import io.kefu.agent.wechat.ui.Desktop;
import io.kefu.agent.wechat.ui.UiTree;
import java.io.IOException;

/** Opens the ports of this machine, in the thread that will use them. */
public interface OpenPorts {

  /**
   * Opened ports.
   *
   * @param close frees what they hold; called by the same thread
   */
  record Opened(UiTree tree, Desktop desktop, Runnable close) {}

  /**
   * Opens them.
   *
   * @throws IOException when this machine has none; the message says what to do
   */
  Opened open() throws IOException;
}
