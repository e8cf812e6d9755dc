package io.kefu.message.event;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.sealing.SealingException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.chassis.tracing.TraceContext;
import io.kefu.message.persistence.DataKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Shutdown;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

/**
 * Publishes the event outbox. The protocol: (1) one replica at a time holds an advisory lock, so
 * that no two interleave a key; it ends with the transaction, also when the process dies; (2) the
 * oldest events are read and handed to Kafka in their order; (3) those that Kafka took are deleted
 * in the same transaction, but of one key none after the first it did not take; (4) a crash between
 * 2 and 3 tells events twice, with the same ids and versions.
 */
@ApplicationScoped
public class EventPublisher {

  private static final Logger LOG = Logger.getLogger(EventPublisher.class);

  /** After the bell, an event's transaction may still be under way: looks a few times. */
  private static final List<Duration> AFTER_THE_BELL =
      List.of(Duration.ofMillis(15), Duration.ofMillis(40), Duration.ofMillis(150));

  /** Any number that nobody else uses in this database: "kefu evt". */
  private static final long LOCK = 0x6b65667520657674L;

  private static final String TRY_LOCK = "SELECT pg_try_advisory_xact_lock($1)";

  /** Uses event_outbox_seq. */
  private static final String NEXT =
      "SELECT tenant_id, event_id, seq, topic, key, payload, trace FROM event_outbox"
          + " ORDER BY seq LIMIT $1";

  private static final String DELETE = "DELETE FROM event_outbox WHERE seq = ANY($1)";

  private record Waiting(long seq, String topic, String key, byte[] value, String trace) {}

  private final TenantScope tenants;
  private final DataKeys keys;
  private final OutboxBell bell;
  private final EventConfig config;
  private final MeterRegistry metrics;
  private final Producer<String, byte[]> producer;
  private final ExecutorService sending =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("event-sender").daemon().factory());
  private Thread loop;
  private volatile boolean running;

  EventPublisher(
      TenantScope tenants,
      DataKeys keys,
      OutboxBell bell,
      EventConfig config,
      @Identifier("default-kafka-broker") Map<String, Object> broker,
      MeterRegistry metrics) {
    this.tenants = tenants;
    this.keys = keys;
    this.bell = bell;
    this.config = config;
    this.metrics = metrics;
    Map<String, Object> settings = new HashMap<>(broker);
    int delivery = Math.toIntExact(config.delivery().toMillis());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "message-service-events");
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, delivery);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, delivery / 2));
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, delivery);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.remove(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG);
    settings.remove(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);
    this.producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  @Startup
  void start() {
    running = true;
    loop = Thread.ofPlatform().name("event-publisher").daemon().start(this::run);
  }

  private void run() {
    try {
      while (running) {
        if (bell.await(config.poll())) {
          for (Duration pause : AFTER_THE_BELL) {
            OutboxBell.pause(pause);
            if (drain() > 0) {
              break;
            }
          }
        } else {
          drain();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Publishes until nothing is left; gives the number of events. */
  private int drain() throws InterruptedException {
    int all = 0;
    try {
      int published;
      do {
        published = tenants.acrossTenants(this::publishSome).subscribeAsCompletionStage().get();
        all += published;
      } while (running && published >= config.batch());
    } catch (ExecutionException e) {
      if (running) {
        LOG.warnf("events wait in the outbox, trying again: %s", e.getCause());
        OutboxBell.pause(config.retry());
      }
    }
    return all;
  }

  private Uni<Integer> publishSome(SqlConnection connection) {
    return connection
        .preparedQuery(TRY_LOCK)
        .execute(Tuple.of(LOCK))
        .chain(
            locked ->
                locked.iterator().next().getBoolean(0)
                    ? connection
                        .preparedQuery(NEXT)
                        .execute(Tuple.of(config.batch()))
                        .chain(rows -> publish(connection, rows))
                    : Uni.createFrom().item(0));
  }

  private Uni<Integer> publish(SqlConnection connection, RowSet<Row> rows) {
    if (rows.size() == 0) {
      return Uni.createFrom().item(0);
    }
    List<Waiting> waiting = new ArrayList<>(rows.size());
    rows.forEach(row -> waiting(row).ifPresent(waiting::add));
    return Uni.createFrom()
        .item(() -> send(waiting))
        .runSubscriptionOn(sending)
        .chain(
            taken ->
                connection
                    .preparedQuery(DELETE)
                    .execute(Tuple.of(taken.toArray(Long[]::new)))
                    .replaceWith(taken.size()));
  }

  /** Empty for one whose key is not here: it stays until the key is back, and holds up no other. */
  private Optional<Waiting> waiting(Row row) {
    UUID eventId = row.getUUID("event_id");
    String payload = row.getString("payload");
    String open;
    if (payload.startsWith("{")) {
      open = payload;
    } else {
      try {
        open = keys.required().open(payload, Events.label(row.getString("tenant_id"), eventId));
      } catch (SealingException | ProblemException e) {
        LOG.errorf("event %s cannot be opened, put its key back: %s", eventId, e.getMessage());
        metrics
            .counter("error_count_total", "code", "event_sealed", "topic", row.getString("topic"))
            .increment();
        return Optional.empty();
      }
    }
    return Optional.of(
        new Waiting(
            row.getLong("seq"),
            row.getString("topic"),
            row.getString("key"),
            open.getBytes(StandardCharsets.UTF_8),
            row.getString("trace")));
  }

  /** Blocks until Kafka answered for each; gives those it took, in order and without gaps a key. */
  private List<Long> send(List<Waiting> waiting) {
    List<Future<RecordMetadata>> sent = new ArrayList<>(waiting.size());
    for (Waiting event : waiting) {
      ProducerRecord<String, byte[]> record =
          new ProducerRecord<>(event.topic(), event.key(), event.value());
      TraceContext.into(record.headers(), event.trace());
      sent.add(producer.send(record));
    }
    List<Long> taken = new ArrayList<>(waiting.size());
    Set<String> broken = new HashSet<>();
    Throwable failure = null;
    for (int i = 0; i < waiting.size(); i++) {
      Waiting event = waiting.get(i);
      try {
        sent.get(i).get(config.delivery().toMillis() * 2, TimeUnit.MILLISECONDS);
        if (!broken.contains(event.key())) {
          taken.add(event.seq());
          metrics.counter("event_published", "topic", event.topic()).increment();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        broken.add(event.key());
        failure = e;
      } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
        broken.add(event.key());
        failure = e;
      }
    }
    if (taken.isEmpty() && failure != null) {
      throw new IllegalStateException("Kafka takes no events", failure);
    }
    if (failure != null) {
      LOG.warnf("%d events wait in the outbox: %s", waiting.size() - taken.size(), failure);
    }
    return taken;
  }

  @Shutdown
  void stop() {
    running = false;
    bell.ring();
    try {
      if (loop != null) {
        loop.join(config.delivery());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sending.shutdownNow();
    producer.close(Duration.ZERO);
  }
}
