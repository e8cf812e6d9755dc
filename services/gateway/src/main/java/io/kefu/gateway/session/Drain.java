package io.kefu.gateway.session;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Lets a replica stop without losing an ack: it takes no new sockets and no more messages, waits
 * (bounded) until Kafka has confirmed what its agents sent and they have their acks, and closes
 * every socket with 1001, so that the agents go to another replica at once. Requests of the REST
 * API under way may end as well. This takes the place of Quarkus's own graceful shutdown, which
 * counts an upgraded socket as a request that never ends.
 */
@ApplicationScoped
public class Drain {

  private static final Logger LOG = Logger.getLogger(Drain.class);
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final String API = "/api/";
  private static final int COUNT_FIRST = 10_000;
  private static final int FIRST = 1;

  /** For sockets that were closed at the end of the time, and for requests. */
  private static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Sessions sessions;
  private final SessionConfig config;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile boolean draining;

  Drain(Sessions sessions, SessionConfig config) {
    this.sessions = sessions;
    this.config = config;
  }

  /** Whether the replica is on its way out. */
  public boolean draining() {
    return draining;
  }

  /** Counts what the REST API is working on. */
  void countRequests(@Observes Filters filters) {
    filters.register(
        route -> {
          if (route.request().path().startsWith(API)) {
            requests.incrementAndGet();
            route.addEndHandler(ended -> requests.decrementAndGet());
          }
          route.next();
        },
        COUNT_FIRST);
  }

  /** First of all: whoever is told to go must not come back to this replica. */
  void closing(@Observes @Priority(FIRST) ShutdownDelayInitiatedEvent event) {
    draining = true;
  }

  /** Before the HTTP server stops: ShutdownEvent comes after it, when every socket is gone. */
  void stopping(@Observes ShutdownDelayInitiatedEvent event) {
    int sockets = sessions.openCount();
    long end = System.nanoTime() + config.drain().toNanos();
    await(
        () -> {
          sessions.leave();
          sessions.closeSettled(CloseCode.GOING_AWAY);
          return sessions.openCount() == 0;
        },
        end);
    sessions.closeAll(CloseCode.GOING_AWAY);
    long farewell = System.nanoTime() + FAREWELL_NANOS;
    await(
        () -> sessions.openCount() == 0 && requests.get() == 0,
        farewell - end > 0 ? farewell : end);
    LOG.infof(
        "drained: sockets=%d sockets_left=%d requests_left=%d",
        sockets, sessions.openCount(), requests.get());
  }

  private static void await(BooleanSupplier done, long endNanos) {
    while (!done.getAsBoolean() && System.nanoTime() - endNanos < 0) {
      LockSupport.parkNanos(STEP_NANOS);
    }
  }
}
