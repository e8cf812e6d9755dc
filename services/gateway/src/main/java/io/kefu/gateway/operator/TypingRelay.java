package io.kefu.gateway.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.gateway.intake.Replica;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.pubsub.ReactivePubSubCommands;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Tells other replicas who types, over Redis: it may get lost, it is stale in seconds, and nothing
 * depends on it. Without Redis operators on the same replica still see each other.
 */
@ApplicationScoped
class TypingRelay {

  /**
   * Typing on another replica.
   *
   * @param event the event
   */
  record Relayed(LiveEvent event) {}

  private record Note(String replica, LiveEvent event) {}

  private static final Logger LOG = Logger.getLogger(TypingRelay.class);
  private static final String CHANNEL = "kefu:typing";
  private static final int MAX_UNDER_WAY = 200;
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

  private final ReactivePubSubCommands<String> redis;
  private final ObjectMapper json;
  private final Replica replica;
  private final Event<Relayed> relayed;
  private final AtomicInteger underWay = new AtomicInteger();

  TypingRelay(
      ReactiveRedisDataSource redis, ObjectMapper json, Replica replica, Event<Relayed> relayed) {
    this.redis = redis.pubsub(String.class);
    this.json = json;
    this.replica = replica;
    this.relayed = relayed;
  }

  void start(@Observes StartupEvent event) {
    redis
        .subscribe(CHANNEL)
        .onCompletion()
        .failWith(() -> new IllegalStateException("the subscription ended"))
        .onFailure()
        .invoke(failure -> LOG.debugf("typing is not relayed for now: %s", failure.getMessage()))
        .onFailure()
        .retry()
        .withBackOff(FIRST_RETRY, LONGEST_RETRY)
        .indefinitely()
        .subscribe()
        .with(this::read, failure -> LOG.warnf("typing is not relayed: %s", failure.getMessage()));
  }

  private void read(String text) {
    try {
      Note note = json.readValue(text, Note.class);
      if (!note.replica().equals(replica.id())) {
        relayed.fire(new Relayed(note.event()));
      }
    } catch (JsonProcessingException e) {
      LOG.debug("a note on typing cannot be read");
    }
  }

  void publish(LiveEvent event) {
    if (underWay.incrementAndGet() > MAX_UNDER_WAY) {
      underWay.decrementAndGet();
      return;
    }
    try {
      redis
          .publish(CHANNEL, json.writeValueAsString(new Note(replica.id(), event)))
          .onTermination()
          .invoke(underWay::decrementAndGet)
          .subscribe()
          .with(done -> {}, failure -> LOG.debugf("typing not relayed: %s", failure.getMessage()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event is writable", e);
    }
  }
}
