package io.kefu.rag.follow;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.deadletter.DeadLetters;
import io.kefu.contracts.event.KnowledgeChanged;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Calls the follower whenever there may be something new: at start, on {@code knowledge.changed}
 * (each replica reads it with a group of its own), and at intervals for what no event told.
 */
@ApplicationScoped
class KnowledgeListener {

  private static final Logger LOG = Logger.getLogger(KnowledgeListener.class);
  private static final Duration DEAD_LETTER_TIMEOUT = Duration.ofSeconds(30);

  private final IndexFollower follower;
  private final KnowledgeEvents events;
  private final DeadLetters deadLetters;
  private final ObjectMapper json;

  KnowledgeListener(
      IndexFollower follower, KnowledgeEvents events, DeadLetters deadLetters, ObjectMapper json) {
    this.follower = follower;
    this.events = events;
    this.deadLetters = deadLetters;
    this.json = json;
  }

  void onStart(@Observes StartupEvent started) {
    // The service starts, and says that it is not ready, while a large index is being filled.
    Thread.ofVirtual().name("knowledge-catch-up").start(this::sweep);
  }

  @Incoming("knowledge-changed")
  @Blocking
  void onChange(ConsumerRecord<byte[], byte[]> received) {
    KnowledgeChanged event;
    try {
      event = json.readValue(received.value(), KnowledgeChanged.class);
    } catch (IOException | IllegalArgumentException e) {
      deadLetters
          .put(received, "unreadable", "no event of knowledge.changed: " + e.getClass().getName())
          .await()
          .atMost(DEAD_LETTER_TIMEOUT);
      return;
    }
    try {
      follower.catchUp(event.tenantId());
    } catch (RuntimeException e) {
      // Nothing is lost: the sweep looks at the database itself.
      LOG.warnf("catching up after an event failed, the sweep repeats it: %s", e.toString());
    }
  }

  @Scheduled(
      every = "${kefu.rag.index.poll-every:5s}",
      delayed = "${kefu.rag.index.poll-every:5s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void sweep() {
    try {
      follower.catchUpAll();
    } catch (RuntimeException e) {
      LOG.warnf("catching up failed, trying again: %s", e.toString());
    }
    events.publishPending();
  }
}
