package io.kefu.gateway.api;

import io.kefu.contracts.chat.WeChatStatus;
import java.time.Instant;

/**
 * An agent with its live state; what was not heard lately is absent.
 *
 * @param agentId unique within the tenant
 * @param name for people
 * @param enabled false while it is shut out
 * @param online whether it has a socket on any replica
 * @param since online or offline since
 * @param lastHeardAt its last sign of life
 * @param wechatStatus state of its WeChat client
 * @param clientVersion version of its program
 * @param queueDepth messages it has not handed over
 * @param screenLocked whether it cannot type
 * @param version for a change of it
 * @param createdAt when it was registered
 */
public record AgentView(
    String agentId,
    String name,
    boolean enabled,
    boolean online,
    Instant since,
    Instant lastHeardAt,
    WeChatStatus wechatStatus,
    String clientVersion,
    Integer queueDepth,
    Boolean screenLocked,
    long version,
    Instant createdAt) {}
