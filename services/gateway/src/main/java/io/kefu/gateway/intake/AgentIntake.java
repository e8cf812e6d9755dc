package io.kefu.gateway.intake;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tracing.About;
import io.kefu.chassis.tracing.Work;
import io.kefu.contracts.ChatKey;
import io.kefu.contracts.Topics;
import io.kefu.contracts.chat.InboundMessage;
import io.kefu.contracts.event.AgentEvent;
import io.kefu.contracts.event.AgentEventKind;
import io.kefu.contracts.event.CommandResult;
import io.kefu.contracts.event.Event;
import io.kefu.contracts.event.MessageIn;
import io.kefu.contracts.event.Receipt;
import io.kefu.contracts.frame.Heartbeat;
import io.kefu.contracts.frame.Hello;
import io.kefu.gateway.eventlog.EventLog;
import io.kefu.gateway.eventlog.Position;
import io.kefu.gateway.session.AgentKey;
import io.kefu.gateway.session.AgentTraffic;
import io.opentelemetry.api.trace.SpanKind;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

/**
 * Turns what agents say into {@code message.in} and {@code agent.event}. The tenant is the
 * session's, which is the token's; nothing in a frame can name another.
 */
@ApplicationScoped
public class AgentIntake implements AgentTraffic {

  private final EventLog log;
  private final Identity ids;
  private final Clock clock;
  private final Replica replica;

  AgentIntake(EventLog log, Identity ids, Clock clock, Replica replica) {
    this.log = log;
    this.ids = ids;
    this.clock = clock;
    this.replica = replica;
  }

  @Override
  public Uni<Void> message(AgentKey agent, Instant sessionStartedAt, InboundMessage message) {
    Instant now = clock.instant();
    String key = new ChatKey(agent.tenantId(), agent.agentId(), message.chatId()).toRecordKey();
    MessageIn event =
        new MessageIn(
            ids.next(),
            agent.tenantId(),
            now,
            Event.SCHEMA_VERSION,
            agent.agentId(),
            now,
            message,
            sessionStartedAt);
    // A frame of a socket begins a trace; a message of the REST API is in its request's.
    return Work.here(
            SpanKind.PRODUCER,
            "send " + Topics.MESSAGE_IN,
            new About(agent.tenantId(), agent.agentId(), message.messageId()))
        .begin(() -> log.append(Topics.MESSAGE_IN, key, event))
        .replaceWithVoid();
  }

  @Override
  public Uni<Position> online(AgentKey agent, String sessionId, Hello hello) {
    return append(agent, event(agent, AgentEventKind.ONLINE, sessionId).hello(hello));
  }

  @Override
  public Uni<Void> offline(AgentKey agent, String sessionId, String reason) {
    return append(agent, event(agent, AgentEventKind.OFFLINE, sessionId).reason(reason))
        .replaceWithVoid();
  }

  @Override
  public Uni<Void> heartbeat(AgentKey agent, String sessionId, Heartbeat heartbeat) {
    return append(agent, event(agent, AgentEventKind.HEARTBEAT, sessionId).heartbeat(heartbeat))
        .replaceWithVoid();
  }

  @Override
  public Uni<Void> receipt(AgentKey agent, String sessionId, Receipt receipt) {
    return append(agent, event(agent, AgentEventKind.RECEIPT, sessionId).receipt(receipt))
        .replaceWithVoid();
  }

  @Override
  public Uni<Void> commandResult(AgentKey agent, String sessionId, CommandResult result) {
    return append(
            agent, event(agent, AgentEventKind.COMMAND_RESULT, sessionId).commandResult(result))
        .replaceWithVoid();
  }

  private Uni<Position> append(AgentKey agent, AgentEvents builder) {
    return log.append(Topics.AGENT_EVENT, agent.toRecordKey(), builder.build());
  }

  private AgentEvents event(AgentKey agent, AgentEventKind kind, String sessionId) {
    return new AgentEvents(ids.next(), clock.instant(), agent, kind, sessionId, replica.id());
  }

  /** Fills the one value that an event of its kind carries. */
  private static final class AgentEvents {

    private final UUID eventId;
    private final Instant now;
    private final AgentKey agent;
    private final AgentEventKind kind;
    private final String sessionId;
    private final String replicaId;
    private Hello hello;
    private Heartbeat heartbeat;
    private Receipt receipt;
    private CommandResult commandResult;
    private String reason;

    AgentEvents(
        UUID eventId,
        Instant now,
        AgentKey agent,
        AgentEventKind kind,
        String sessionId,
        String replicaId) {
      this.eventId = eventId;
      this.now = now;
      this.agent = agent;
      this.kind = kind;
      this.sessionId = sessionId;
      this.replicaId = replicaId;
    }

    AgentEvents hello(Hello value) {
      hello = value;
      return this;
    }

    AgentEvents heartbeat(Heartbeat value) {
      heartbeat = value;
      return this;
    }

    AgentEvents receipt(Receipt value) {
      receipt = value;
      return this;
    }

    AgentEvents commandResult(CommandResult value) {
      commandResult = value;
      return this;
    }

    AgentEvents reason(String value) {
      reason = value;
      return this;
    }

    AgentEvent build() {
      return new AgentEvent(
          eventId,
          agent.tenantId(),
          now,
          Event.SCHEMA_VERSION,
          agent.agentId(),
          kind,
          sessionId,
          replicaId,
          hello,
          heartbeat,
          receipt,
          commandResult,
          reason);
    }
  }
}
