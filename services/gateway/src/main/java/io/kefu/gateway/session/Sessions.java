package io.kefu.gateway.session;

import io.kefu.contracts.event.ReplyOut;
import io.kefu.gateway.auth.Revocations;
import io.kefu.gateway.eventlog.Position;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The agents' sockets of this replica. An agent has at most one here: welcoming a newer one closes
 * the older with 4001; between replicas the online events decide ({@link LoginOrder}).
 */
@ApplicationScoped
public class Sessions {

  private final Clock clock;
  private final Revocations revocations;
  private final Set<AgentSession> open = ConcurrentHashMap.newKeySet();
  private final ConcurrentMap<AgentKey, AgentSession> online = new ConcurrentHashMap<>();

  /** Registers the gauge of agents that are online here. */
  public Sessions(Clock clock, Revocations revocations, MeterRegistry metrics) {
    this.clock = clock;
    this.revocations = revocations;
    metrics.gaugeMapSize("agent_online_count", List.of(), online);
    metrics.gaugeCollectionSize("socket_open_count", List.of(), open);
  }

  void opened(AgentSession session) {
    open.add(session);
  }

  void welcomed(AgentSession session) {
    AgentSession older = online.put(session.agent(), session);
    if (older != null && older != session) {
      older.close(CloseCode.REPLACED);
    }
  }

  void gone(AgentSession session) {
    open.remove(session);
    online.remove(session.agent(), session);
    session.gone();
  }

  /** Sockets of this replica, greeted or not. */
  public int openCount() {
    return open.size();
  }

  /**
   * Hands a reply or a command to its agent, if that is here; otherwise nothing is to be done.
   *
   * @param writtenAt when Kafka was given the record
   */
  public void push(ReplyOut out, Instant writtenAt) {
    AgentSession session = online.get(new AgentKey(out.tenantId(), out.agentId()));
    if (session != null) {
      session.push(out, writtenAt);
    }
  }

  /** An agent came online with another socket, here or on another replica. */
  public void cameOnline(AgentKey agent, String sessionId, Position position) {
    AgentSession session = online.get(agent);
    if (session != null && !session.sessionId().equals(sessionId)) {
      session.rival(position);
    }
  }

  @Scheduled(
      every = "${kefu.session.sweep:1s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void sweep() {
    Instant now = clock.instant();
    open.forEach(session -> session.look(now));
  }

  void revoked(@Observes Revocations.RevocationsChecked event) {
    for (AgentSession session : open) {
      if (revocations.revokes(session.claims())) {
        session.close(CloseCode.REVOKED);
      }
    }
  }

  /** Every socket takes nothing more in, those included that were being opened until now. */
  void leave() {
    open.forEach(AgentSession::leave);
  }

  /** Closes the sockets that are leaving and have all they are owed. */
  void closeSettled(CloseCode code) {
    for (AgentSession session : open) {
      if (session.settled()) {
        session.close(code);
      }
    }
  }

  void closeAll(CloseCode code) {
    open.forEach(session -> session.close(code));
  }
}
