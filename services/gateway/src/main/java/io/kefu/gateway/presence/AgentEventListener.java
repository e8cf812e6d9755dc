package io.kefu.gateway.presence;

import io.kefu.contracts.event.AgentEvent;
import io.kefu.gateway.session.AgentKey;
import java.time.Instant;

/**
 * Sees every record of {@code agent.event}, of all tenants, on every replica; after a start also
 * those of the last minutes. Called on the feed's thread: must return at once and must not fail.
 */
public interface AgentEventListener {

  /** An agent said something. */
  void agentEvent(AgentEvent event);

  /** An agent that was online was not heard for too long and counts as offline since then. */
  default void agentSilent(AgentKey agent, Instant since) {}
}
