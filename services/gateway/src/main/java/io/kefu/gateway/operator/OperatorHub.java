package io.kefu.gateway.operator;

import io.kefu.chassis.identity.Identity;
import io.kefu.gateway.auth.Revocations;
import io.kefu.gateway.session.CloseCode;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Operators' sockets of this replica, by tenant, and what each tenant saw lately. */
@ApplicationScoped
public class OperatorHub {

  private static final int BEFORE_THE_AGENTS = 10;
  private static final int AFTER_THE_AGENTS = 5000;
  private static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final OperatorConfig config;
  private final OperatorFrames frames;
  private final TypingRelay relay;
  private final Revocations revocations;
  private final Identity ids;
  private final Clock clock;
  private final ConcurrentMap<String, Set<OperatorSession>> sessions = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Replay> replays = new ConcurrentHashMap<>();
  private final Set<OperatorSession> all = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  OperatorHub(
      OperatorConfig config,
      OperatorFrames frames,
      TypingRelay relay,
      Revocations revocations,
      Identity ids,
      Clock clock,
      MeterRegistry metrics) {
    this.config = config;
    this.frames = frames;
    this.relay = relay;
    this.revocations = revocations;
    this.ids = ids;
    this.clock = clock;
    metrics.gaugeCollectionSize("operator_online_count", List.of(), all);
  }

  int openCount() {
    return all.size();
  }

  void opened(OperatorSession session) {
    all.add(session);
    sessions.computeIfAbsent(session.tenantId(), key -> ConcurrentHashMap.newKeySet()).add(session);
    session.welcome(clock.instant());
    if (stopping) {
      // Its upgrade was under way when the others were closed.
      session.close(CloseCode.GOING_AWAY);
    }
  }

  void gone(OperatorSession session) {
    all.remove(session);
    sessions.computeIfPresent(
        session.tenantId(),
        (key, set) -> {
          set.remove(session);
          return set.isEmpty() ? null : set;
        });
    session.gone();
  }

  /** Tells an event to the operators of its tenant who want it, and keeps it for a while. */
  void publish(LiveEvent event) {
    replays
        .computeIfAbsent(
            event.tenantId(),
            key -> new Replay(config.replayEvents(), config.replayCharacters(), config.replay()))
        .add(event);
    tell(event);
  }

  /** The same without keeping it: typing of a minute ago interests nobody. */
  void tell(LiveEvent event) {
    Set<OperatorSession> listening = sessions.get(event.tenantId());
    if (listening != null) {
      listening.forEach(session -> session.tell(event));
    }
  }

  Optional<List<LiveEvent>> since(String tenantId, String eventId, Instant now) {
    Replay replay = replays.get(tenantId);
    return replay == null ? Optional.empty() : replay.since(eventId, now);
  }

  /** An operator types: said here at once, and to the other replicas. */
  void typing(String tenantId, String operator, OperatorFrames.Said.Typing typing) {
    LiveEvent event = frames.typing(tenantId, ids.next().toString(), operator, typing);
    tell(event);
    relay.publish(event);
  }

  void relayed(@Observes TypingRelay.Relayed relayed) {
    tell(relayed.event());
  }

  @Scheduled(
      every = "${kefu.operator.sweep:1s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void sweep() {
    Instant now = clock.instant();
    all.forEach(session -> session.look(now));
  }

  @Scheduled(every = "1m")
  void forget() {
    Instant now = clock.instant();
    replays.values().removeIf(replay -> replay.forget(now));
  }

  void revoked(@Observes Revocations.RevocationsChecked event) {
    for (OperatorSession session : all) {
      if (revocations.revokes(session.claims())) {
        session.close(CloseCode.REVOKED);
      }
    }
  }

  void stopping(@Observes @Priority(BEFORE_THE_AGENTS) ShutdownDelayInitiatedEvent event) {
    stopping = true;
    all.forEach(session -> session.close(CloseCode.GOING_AWAY));
  }

  /**
   * Consoles have had the time that the agents took; one that answers nothing is not waited for.
   */
  void stopped(@Observes @Priority(AFTER_THE_AGENTS) ShutdownDelayInitiatedEvent event) {
    long end = System.nanoTime() + FAREWELL_NANOS;
    while (!all.isEmpty() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(STEP_NANOS);
    }
  }
}
