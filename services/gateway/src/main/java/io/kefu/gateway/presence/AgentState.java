package io.kefu.gateway.presence;

import io.kefu.contracts.chat.WeChatStatus;
import java.time.Instant;

/**
 * What is known of an agent that was heard lately.
 *
 * @param online whether it has a socket somewhere
 * @param sessionId its newest socket
 * @param gatewayId replica that holds it
 * @param clientVersion version of its program (null when it has not said hello lately)
 * @param wechatStatus state of its WeChat client
 * @param queueDepth messages it has not handed over yet
 * @param screenLocked whether it cannot type
 * @param since online or offline since
 * @param lastHeard its last sign of life
 */
public record AgentState(
    boolean online,
    String sessionId,
    String gatewayId,
    String clientVersion,
    WeChatStatus wechatStatus,
    Integer queueDepth,
    Boolean screenLocked,
    Instant since,
    Instant lastHeard) {}
