package io.kefu.gateway.agent;

import java.time.Instant;

/**
 * A registered agent.
 *
 * @param agentId unique within its tenant
 * @param name for people
 * @param enabled false while it is shut out
 * @param version grows with every change
 * @param createdAt when it was registered
 */
public record AgentRecord(
    String agentId, String name, boolean enabled, long version, Instant createdAt) {}
