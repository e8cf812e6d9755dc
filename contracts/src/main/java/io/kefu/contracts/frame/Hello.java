package io.kefu.contracts.frame;

import static java.util.Objects.requireNonNull;

import io.kefu.contracts.chat.WeChatStatus;

/**
 * First frame of an agent, within ten seconds of the upgrade.
 *
 * @param clientVersion version of the agent program
 * @param wechatStatus state of the WeChat client
 * @param wechatVersion version of the WeChat client (optional)
 * @param rulesVersion version of the local rules it holds; 0 for none
 * @param lastReplyId last reply part it began to send (optional)
 */
public record Hello(
    String clientVersion,
    WeChatStatus wechatStatus,
    String wechatVersion,
    long rulesVersion,
    String lastReplyId) {

  /** Checks that every required value is there. */
  public Hello {
    requireNonNull(clientVersion, "client_version");
    requireNonNull(wechatStatus, "wechat_status");
  }
}
