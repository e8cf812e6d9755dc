package io.kefu.stats.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.deadletter.DeadLetters;
import io.kefu.stats.StatsConfig;
import io.kefu.stats.intake.EventReader.Reading;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Counts the events of one poll in one transaction; the offsets are committed after it. A crash in
 * between repeats the poll, which changes nothing (see {@link io.kefu.stats.fact}). While the
 * database is away, the poll is tried again and again and nothing is committed.
 */
@ApplicationScoped
public class EventConsumer {

  private static final Logger LOG = Logger.getLogger(EventConsumer.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final double JITTER = 0.3;
  private static final String DATA_EXCEPTION = "22";
  private static final String INTEGRITY_VIOLATION = "23";

  private final EventReader reader;
  private final FactStore facts;
  private final DeadLetters deadLetters;
  private final Clock clock;
  private final MeterRegistry metrics;

  /** Wires the consumer. */
  public EventConsumer(
      ObjectMapper mapper,
      StatsConfig config,
      FactStore facts,
      DeadLetters deadLetters,
      Clock clock,
      MeterRegistry metrics) {
    this.reader = new EventReader(mapper, config.retention().facts());
    this.facts = facts;
    this.deadLetters = deadLetters;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** One poll. */
  @Incoming("events")
  public Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>(records.count());
    records.forEach(all::add);
    return consume(all);
  }

  private Uni<Void> consume(List<ConsumerRecord<byte[], byte[]>> records) {
    Instant now = clock.instant();
    Batch batch = new Batch();
    List<Uni<Void>> letters = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      switch (reader.read(record.topic(), record.value(), now)) {
        case Reading.Good good -> {
          batch.add(good.event());
          count(record.topic(), "read");
        }
        case Reading.TooOld old -> count(record.topic(), "too_old");
        case Reading.Poison poison -> {
          count(record.topic(), "poison");
          letters.add(putAside(record, poison.code(), poison.cause()));
        }
      }
    }
    return facts
        .store(batch)
        .onFailure(failure -> !isDataError(failure))
        .invoke(failure -> LOG.warnf("statistics not stored, trying again: %s", failure))
        .onFailure(failure -> !isDataError(failure))
        .retry()
        .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
        .withJitter(JITTER)
        .indefinitely()
        .invoke(changed -> metrics.counter("stats_facts_changed").increment(changed))
        .replaceWithVoid()
        .onFailure(EventConsumer::isDataError)
        .recoverWithUni(failure -> isolate(records, failure))
        .chain(() -> inOrder(letters));
  }

  /** A value that the database refuses must not hold up the others: one by one, then. */
  private Uni<Void> isolate(List<ConsumerRecord<byte[], byte[]>> records, Throwable failure) {
    if (records.size() == 1) {
      return putAside(
          records.getFirst(),
          "refused_by_database",
          "the database refused the event: SQLSTATE " + ((PgException) failure).getSqlState());
    }
    // Records already found unreadable are put aside by the caller.
    Instant now = clock.instant();
    return inOrder(
        records.stream()
            .filter(
                record -> reader.read(record.topic(), record.value(), now) instanceof Reading.Good)
            .map(record -> Uni.createFrom().deferred(() -> consume(List.of(record))))
            .toList());
  }

  private Uni<Void> putAside(ConsumerRecord<byte[], byte[]> record, String code, String cause) {
    return Uni.createFrom()
        .deferred(() -> deadLetters.put(record, code, cause))
        .onFailure()
        .retry()
        .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
        .withJitter(JITTER)
        .indefinitely();
  }

  private static Uni<Void> inOrder(List<Uni<Void>> steps) {
    return Multi.createFrom()
        .iterable(steps)
        .onItem()
        .transformToUniAndConcatenate(step -> step)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static boolean isDataError(Throwable failure) {
    return failure instanceof PgException refused
        && refused.getSqlState() != null
        && (refused.getSqlState().startsWith(DATA_EXCEPTION)
            || refused.getSqlState().startsWith(INTEGRITY_VIOLATION));
  }

  private void count(String topic, String outcome) {
    metrics.counter("stats_events", "topic", topic, "outcome", outcome).increment();
  }
}
