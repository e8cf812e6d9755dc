package io.kefu.gateway.session;

import io.kefu.contracts.chat.InboundMessage;
import io.kefu.contracts.event.CommandResult;
import io.kefu.contracts.event.Receipt;
import io.kefu.contracts.frame.Heartbeat;
import io.kefu.contracts.frame.Hello;
import io.kefu.gateway.eventlog.Position;
import io.smallrye.mutiny.Uni;
import java.time.Instant;

/**
 * Where the sessions put what agents say. An item means that Kafka has it; a failure that it may
 * not have it.
 */
public interface AgentTraffic {

  /**
   * A WeChat message.
   *
   * @param sessionStartedAt when the agent's socket session began; null for an agent without one
   */
  Uni<Void> message(AgentKey agent, Instant sessionStartedAt, InboundMessage message);

  /** The agent was welcomed; the position orders the logins of one agent among all replicas. */
  Uni<Position> online(AgentKey agent, String sessionId, Hello hello);

  /** The socket is gone. */
  Uni<Void> offline(AgentKey agent, String sessionId, String reason);

  /** The agent is alive. */
  Uni<Void> heartbeat(AgentKey agent, String sessionId, Heartbeat heartbeat);

  /** How a reply ended. */
  Uni<Void> receipt(AgentKey agent, String sessionId, Receipt receipt);

  /** How a command ended. */
  Uni<Void> commandResult(AgentKey agent, String sessionId, CommandResult result);
}
