package io.kefu.agent.frame;

/** State of the WeChat PC client as the driver classified it (domain.md §9); names as in frames. */
public enum WeChatStatus {
  /** WeChat 3.9 with its UI tree visible. */
  V39,
  /** WeChat 4 with its UI tree visible. */
  V4_VISIBLE,
  /** WeChat 4 that hides its UI tree. */
  V4_HIDDEN,
  /** No WeChat process. */
  NOT_RUNNING,
  /** WeChat waits for a login. */
  NOT_LOGGED_IN,
  /** No WeChat: the simulated driver. */
  SIMULATED
}
