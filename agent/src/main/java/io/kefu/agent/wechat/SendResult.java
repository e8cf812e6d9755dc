package io.kefu.agent.wechat;

/** How a driver's attempt to send ended. */
public sealed interface SendResult {

  /** The new own row was read back. */
  record Sent() implements SendResult {}

  /** Nothing was sent, certainly. */
  record Failed(String code, String detail) implements SendResult {}

  /** Enter may have been pressed; the chat does not tell. */
  record Unknown(String code, String detail) implements SendResult {}
}
