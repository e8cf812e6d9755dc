package io.kefu.rag.follow;

import io.kefu.chassis.tracing.TraceContext;
import io.kefu.chassis.tracing.TracedRecord;
import io.kefu.rag.store.Outbox;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.jboss.logging.Logger;

/**
 * Hands the outbox to Kafka, oldest first. Called after each change and by the sweep; what Kafka
 * does not take stays for the next time. An event may go out twice, never zero times. Blocks the
 * calling thread.
 */
@ApplicationScoped
public class KnowledgeEvents {

  private static final Logger LOG = Logger.getLogger(KnowledgeEvents.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int BATCH = 100;

  private final Outbox outbox;
  private final MutinyEmitter<Record<String, String>> channel;
  private final ReentrantLock publishing = new ReentrantLock();

  /** Publishes to {@code knowledge.changed}. */
  public KnowledgeEvents(
      Outbox outbox,
      @Channel("knowledge-changed-out") MutinyEmitter<Record<String, String>> channel) {
    this.outbox = outbox;
    this.channel = channel;
  }

  /** Publishes what waits; returns quietly when Kafka or the database is away. */
  public void publishPending() {
    if (!publishing.tryLock()) {
      return;
    }
    try {
      List<Outbox.Pending> waiting;
      do {
        waiting = outbox.pending(BATCH).await().atMost(TIMEOUT);
        for (Outbox.Pending event : waiting) {
          // What a request changed goes out in its trace; what the sweep finds is in none.
          channel
              .sendMessage(TracedRecord.of(event.key(), event.payload(), TraceContext.current()))
              .await()
              .atMost(TIMEOUT);
          outbox.done(event).await().atMost(TIMEOUT);
        }
      } while (waiting.size() == BATCH);
    } catch (RuntimeException e) {
      LOG.warnf("knowledge events wait in the outbox: %s", e.toString());
    } finally {
      publishing.unlock();
    }
  }
}
