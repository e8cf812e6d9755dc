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
 * @param accessToken the refreshed access token, when hello is repeated on a live socket; a first
 *     hello carries none, its socket was opened with one (optional)
 * @param sealing offer to seal payloads; counts in a first hello only (optional)
 */
public record Hello(
    String clientVersion,
    WeChatStatus wechatStatus,
    String wechatVersion,
    long rulesVersion,
    String lastReplyId,
    String accessToken,
    Sealing sealing) {

  /** Checks that every required value is there. */
  public Hello {
    requireNonNull(clientVersion, "client_version");
    requireNonNull(wechatStatus, "wechat_status");
  }

  /** Without an offer to seal payloads. */
  public Hello(
      String clientVersion,
      WeChatStatus wechatStatus,
      String wechatVersion,
      long rulesVersion,
      String lastReplyId,
      String accessToken) {
    this(clientVersion, wechatStatus, wechatVersion, rulesVersion, lastReplyId, accessToken, null);
  }

  /** A first hello: the token came with the upgrade. */
  public Hello(
      String clientVersion,
      WeChatStatus wechatStatus,
      String wechatVersion,
      long rulesVersion,
      String lastReplyId) {
    this(clientVersion, wechatStatus, wechatVersion, rulesVersion, lastReplyId, null);
  }

  /** Leaves the token out: a hello may be logged. */
  @Override
  public String toString() {
    return "Hello[clientVersion=%s, wechatStatus=%s, wechatVersion=%s, rulesVersion=%d, lastReplyId=%s]"
        .formatted(clientVersion, wechatStatus, wechatVersion, rulesVersion, lastReplyId);
  }
}
