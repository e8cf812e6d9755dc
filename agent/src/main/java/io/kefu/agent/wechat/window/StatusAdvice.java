package io.kefu.agent.wechat.window;

import io.kefu.agent.frame.WeChatStatus;
import io.kefu.agent.log.Log;
import io.kefu.agent.wechat.layout.Client;
import io.kefu.agent.wechat.ui.TopWindow;
import java.util.Optional;

/** Says once, at each change, what a person must do so that the agent can work. */
public final class StatusAdvice {

  private static final Log LOG = Log.of(StatusAdvice.class);

  private String told = "";

  /** What to do in a state; empty when nothing. */
  public static Optional<String> of(WeChatStatus status) {
    return switch (status) {
      case NOT_RUNNING ->
          Optional.of("start WeChat on this PC, as the same Windows user, and log in");
      case NOT_LOGGED_IN -> Optional.of("log in to WeChat: confirm on the phone");
      case V4_HIDDEN ->
          Optional.of(
              "WeChat 4 hides its elements: start a screen reader (Windows key + Ctrl + Enter)"
                  + " before WeChat and restart WeChat, or use WeChat 3.9; see docs/agent.md");
      case V39, V4_VISIBLE, SIMULATED -> Optional.empty();
    };
  }

  /** What to do about a window that is minimised or a screen that takes no input. */
  public static Optional<String> of(Client client, boolean locked) {
    if (locked) {
      return Optional.of(
          "the screen is locked or the remote session is disconnected: nothing can be sent; unlock"
              + " it, or end the remote session so that the console stays open");
    }
    if (client.window().map(TopWindow::minimised).orElse(false)) {
      return Optional.of(
          "WeChat is minimised: keep its window open, its messages are read from there");
    }
    return of(client.status());
  }

  void tell(Client client, boolean locked) {
    Optional<String> advice = of(client, locked);
    String now = client.status() + advice.orElse("");
    if (now.equals(told)) {
      return;
    }
    told = now;
    if (advice.isPresent()) {
      LOG.warn("wechat.state", "status", client.status(), "do", advice.get());
    } else {
      LOG.info("wechat.state", "status", client.status());
    }
  }
}
