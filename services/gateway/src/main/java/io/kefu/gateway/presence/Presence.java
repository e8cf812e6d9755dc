package io.kefu.gateway.presence;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.contracts.Topics;
import io.kefu.contracts.event.AgentEvent;
import io.kefu.contracts.event.AgentEventKind;
import io.kefu.gateway.eventlog.EventLogConfig;
import io.kefu.gateway.eventlog.Position;
import io.kefu.gateway.eventlog.TopicFeed;
import io.kefu.gateway.session.AgentKey;
import io.kefu.gateway.session.SessionConfig;
import io.kefu.gateway.session.Sessions;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Which agents are online, whatever replica holds their sockets. Every replica reads {@code
 * agent.event}, beginning as far back as an agent may stay silent, so a fresh replica knows at once
 * what the others know. An agent not heard for that long is offline, even if its replica died
 * without a word. The same feed tells this replica that an agent of its own logged in elsewhere.
 */
@ApplicationScoped
public class Presence {

  private static final Logger LOG = Logger.getLogger(Presence.class);
  private static final Duration FORGET_OFFLINE = Duration.ofHours(24);

  private final ObjectMapper json;
  private final Sessions sessions;
  private final Instance<AgentEventListener> listeners;
  private final Clock clock;
  private final Duration silence;
  private final TopicFeed feed;
  private final ConcurrentMap<AgentKey, AgentState> agents = new ConcurrentHashMap<>();

  Presence(
      @Identifier("default-kafka-broker") Map<String, Object> broker,
      EventLogConfig config,
      SessionConfig sessionConfig,
      ObjectMapper json,
      Sessions sessions,
      @Any Instance<AgentEventListener> listeners,
      Clock clock) {
    this.json = json;
    this.sessions = sessions;
    this.listeners = listeners;
    this.clock = clock;
    this.silence =
        sessionConfig.heartbeat().multipliedBy(sessionConfig.missedHeartbeats()).plusSeconds(5);
    this.feed = new TopicFeed(broker, Topics.AGENT_EVENT, silence, config, clock, this::read);
  }

  void start(@Observes @Priority(30) StartupEvent event) {
    feed.start();
  }

  /** What is known of an agent; empty when it was not heard lately. */
  public Optional<AgentState> of(AgentKey agent) {
    return Optional.ofNullable(agents.get(agent)).map(this::asOfNow);
  }

  private AgentState asOfNow(AgentState state) {
    return state.online() && clock.instant().isAfter(state.lastHeard().plus(silence))
        ? offline(state, state.lastHeard().plus(silence))
        : state;
  }

  private void read(ConsumerRecord<byte[], byte[]> event) {
    AgentEvent read;
    try {
      read = json.readValue(event.value(), AgentEvent.class);
    } catch (IOException | IllegalArgumentException e) {
      LOG.errorf(
          "record not readable: topic=%s partition=%d offset=%d",
          event.topic(), event.partition(), event.offset());
      return;
    }
    AgentKey agent = new AgentKey(read.tenantId(), read.agentId());
    agents.compute(agent, (key, before) -> next(before, read));
    if (read.kind() == AgentEventKind.ONLINE) {
      sessions.cameOnline(agent, read.sessionId(), new Position(event.partition(), event.offset()));
    }
    listeners.forEach(listener -> listener.agentEvent(read));
  }

  /** Pure: the state after an event. */
  static AgentState next(AgentState before, AgentEvent event) {
    return switch (event.kind()) {
      case ONLINE ->
          new AgentState(
              true,
              event.sessionId(),
              event.gatewayId(),
              event.hello().clientVersion(),
              event.hello().wechatStatus(),
              null,
              null,
              event.occurredAt(),
              event.occurredAt());
      case OFFLINE ->
          // The end of a socket that was replaced says nothing about the newer one.
          before == null || !Objects.equals(event.sessionId(), before.sessionId())
              ? before
              : offline(before, event.occurredAt());
      case HEARTBEAT ->
          // A last one of a socket that was replaced must not take the newer one's place.
          new AgentState(
              true,
              before != null && before.online() ? before.sessionId() : event.sessionId(),
              before != null && before.online() ? before.gatewayId() : event.gatewayId(),
              before == null ? null : before.clientVersion(),
              event.heartbeat().wechatStatus(),
              event.heartbeat().queueDepth(),
              event.heartbeat().screenLocked(),
              before == null || !before.online() ? event.occurredAt() : before.since(),
              event.occurredAt());
      case RECEIPT, COMMAND_RESULT -> before;
    };
  }

  private static AgentState offline(AgentState before, Instant since) {
    return new AgentState(
        false,
        before.sessionId(),
        before.gatewayId(),
        before.clientVersion(),
        before.wechatStatus(),
        before.queueDepth(),
        before.screenLocked(),
        since,
        before.lastHeard());
  }

  /** Notices who fell silent: a replica that died says no word about its agents. */
  @Scheduled(every = "${kefu.session.presence-sweep:5s}")
  void silence() {
    agents.forEach(
        (agent, state) -> {
          AgentState now = asOfNow(state);
          if (now != state && agents.replace(agent, state, now)) {
            listeners.forEach(listener -> listener.agentSilent(agent, now.since()));
          }
        });
  }

  @Scheduled(every = "10m", delayed = "10m")
  void forget() {
    Instant old = clock.instant().minus(FORGET_OFFLINE);
    agents.values().removeIf(state -> state.lastHeard().isBefore(old));
  }

  @PreDestroy
  void stop() {
    feed.close();
  }
}
