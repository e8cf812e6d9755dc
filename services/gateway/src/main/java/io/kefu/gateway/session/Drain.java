package io.kefu.gateway.session;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Lets a replica stop without losing an ack: it takes no new sockets, waits (bounded) until Kafka
 * has confirmed what its agents sent, and closes every socket with 1001, so that the agents go to
 * another replica at once.
 */
@ApplicationScoped
public class Drain {

  private static final Logger LOG = Logger.getLogger(Drain.class);
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Sessions sessions;
  private final SessionConfig config;
  private volatile boolean draining;

  Drain(Sessions sessions, SessionConfig config) {
    this.sessions = sessions;
    this.config = config;
  }

  /** Whether the replica is on its way out. */
  public boolean draining() {
    return draining;
  }

  void announced(@Observes ShutdownDelayInitiatedEvent event) {
    draining = true;
  }

  void stopping(@Observes @Priority(10) ShutdownEvent event) {
    draining = true;
    int sockets = sessions.openCount();
    if (sockets == 0) {
      return;
    }
    long end = System.nanoTime() + config.drain().toNanos();
    while (sessions.inFlight() > 0 && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(STEP_NANOS);
    }
    sessions.closeAll(CloseCode.GOING_AWAY);
    while (sessions.openCount() > 0 && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(STEP_NANOS);
    }
    LOG.infof("drained: sockets=%d left=%d", sockets, sessions.openCount());
  }
}
