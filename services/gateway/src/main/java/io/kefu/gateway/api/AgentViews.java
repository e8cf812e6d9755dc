package io.kefu.gateway.api;

import io.kefu.gateway.agent.AgentRecord;
import io.kefu.gateway.presence.AgentState;
import io.kefu.gateway.presence.Presence;
import io.kefu.gateway.session.AgentKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Joins what is registered of an agent with what was heard of it. */
@ApplicationScoped
class AgentViews {

  private final Presence presence;

  AgentViews(Presence presence) {
    this.presence = presence;
  }

  AgentView of(String tenantId, AgentRecord agent) {
    Optional<AgentState> state = presence.of(new AgentKey(tenantId, agent.agentId()));
    return new AgentView(
        agent.agentId(),
        agent.name(),
        agent.enabled(),
        state.map(AgentState::online).orElse(false),
        state.map(AgentState::since).orElse(null),
        state.map(AgentState::lastHeard).orElse(null),
        state.map(AgentState::wechatStatus).orElse(null),
        state.map(AgentState::clientVersion).orElse(null),
        state.map(AgentState::queueDepth).orElse(null),
        state.map(AgentState::screenLocked).orElse(null),
        agent.version(),
        agent.createdAt());
  }
}
