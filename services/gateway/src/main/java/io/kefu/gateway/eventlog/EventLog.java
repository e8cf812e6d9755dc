package io.kefu.gateway.eventlog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.tracing.TraceContext;
import io.kefu.contracts.event.Event;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes events to Kafka and says when it has them ({@code acks=all}, idempotent: promise 1).
 *
 * <p>Kafka's {@code send} may block while brokers are away, so one thread of ours makes all sends,
 * in the order they were asked for. When it had to give up waiting, whatever queued up behind fails
 * at once instead of waiting in turn, and the number of records under way is bounded: an outage
 * costs its callers a clear answer within seconds and no memory. Callers of {@link #append} may be
 * on any thread; results arrive on Kafka's.
 */
@ApplicationScoped
public class EventLog {

  private final EventLogConfig config;
  private final ObjectMapper json;
  private final Producer<String, byte[]> producer;
  private final ExecutorService sender;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile long failFastUntilNanos = System.nanoTime();

  /** Opens the producer; Kafka need not be there yet. */
  public EventLog(
      EventLogConfig config,
      ObjectMapper json,
      @Identifier("default-kafka-broker") Map<String, Object> broker,
      MeterRegistry metrics) {
    this.config = config;
    this.json = json;
    Map<String, Object> settings = new HashMap<>(broker);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "gateway-event-log");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, config.maxBlock().toMillis());
    settings.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) config.requestTimeout().toMillis());
    settings.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) config.deliveryTimeout().toMillis());
    settings.remove(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG);
    settings.remove(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);
    this.producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    this.sender =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("event-log-sender").daemon().factory());
    metrics.gauge("event_log_in_flight", inFlight);
  }

  /**
   * Appends an event; the item arrives when Kafka has it, {@link EventLogUnavailable} when Kafka
   * did not confirm it in time. The record goes on in the trace that the caller is in now.
   */
  public Uni<Position> append(String topic, String key, Event event) {
    byte[] value;
    try {
      value = json.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      return Uni.createFrom().failure(new IllegalArgumentException("not writable as JSON", e));
    }
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
    TraceContext.into(record.headers());
    return Uni.createFrom().emitter(emitter -> enqueue(record, emitter));
  }

  private void enqueue(ProducerRecord<String, byte[]> event, UniEmitter<? super Position> emitter) {
    if (inFlight.incrementAndGet() > config.maxInFlight()) {
      inFlight.decrementAndGet();
      emitter.fail(new EventLogUnavailable("too many records under way", null));
      return;
    }
    try {
      sender.execute(() -> send(event, emitter));
    } catch (RejectedExecutionException e) {
      done(emitter, null, e);
    }
  }

  private void send(ProducerRecord<String, byte[]> event, UniEmitter<? super Position> emitter) {
    if (failFastUntilNanos - System.nanoTime() > 0) {
      done(emitter, null, new IllegalStateException("Kafka was away a moment ago"));
      return;
    }
    long begin = System.nanoTime();
    try {
      producer.send(event, (metadata, failure) -> done(emitter, metadata, failure));
    } catch (RuntimeException e) {
      done(emitter, null, e);
    }
    long waited = System.nanoTime() - begin;
    if (waited >= config.maxBlock().toNanos()) {
      failFastUntilNanos = System.nanoTime() + Duration.ofMillis(500).toNanos();
    }
  }

  private void done(
      UniEmitter<? super Position> emitter, RecordMetadata metadata, Exception failure) {
    inFlight.decrementAndGet();
    if (failure == null) {
      emitter.complete(new Position(metadata.partition(), metadata.offset()));
    } else {
      emitter.fail(
          new EventLogUnavailable("Kafka did not confirm: " + failure.getMessage(), failure));
    }
  }

  @PreDestroy
  void close() {
    sender.shutdown();
    producer.close(config.deliveryTimeout());
  }
}
