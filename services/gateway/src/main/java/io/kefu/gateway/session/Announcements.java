package io.kefu.gateway.session;

import io.kefu.gateway.eventlog.EventLogUnavailable;
import io.kefu.gateway.eventlog.Position;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Events of one session that no agent waits for: said again while Kafka is away. */
final class Announcements {

  private static final Logger LOG = Logger.getLogger(Announcements.class);
  private static final int RETRIES = 5;
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

  private final AgentKey agent;

  Announcements(AgentKey agent) {
    this.agent = agent;
  }

  /** Says it until Kafka has it or the socket is gone: replies are sent again because of it. */
  void until(Supplier<Uni<Position>> event, BooleanSupplier gone, Consumer<Position> stored) {
    Uni.createFrom()
        .deferred(event::get)
        .onFailure(failure -> !gone.getAsBoolean() && failure instanceof EventLogUnavailable)
        .retry()
        .withBackOff(FIRST_RETRY, LONGEST_RETRY)
        .atMost(Long.MAX_VALUE)
        .subscribe()
        .with(stored, failure -> LOG.debugf("online not stored, socket is gone: %s", agent));
  }

  /** Says it a few times; a lost receipt is asked for again later. */
  void some(String what, Uni<Void> event) {
    event
        .onFailure(EventLogUnavailable.class)
        .retry()
        .withBackOff(FIRST_RETRY, LONGEST_RETRY)
        .atMost(RETRIES)
        .subscribe()
        .with(
            done -> {},
            failure ->
                LOG.warnf("%s not stored: agent=%s cause=%s", what, agent, failure.getMessage()));
  }
}
