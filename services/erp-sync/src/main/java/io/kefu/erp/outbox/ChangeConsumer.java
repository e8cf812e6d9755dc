package io.kefu.erp.outbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.deadletter.DeadLetters;
import io.kefu.contracts.event.ErpSync;
import io.kefu.erp.outbox.ChangeReader.Reading;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Records the changes of one poll in one transaction; the offsets are committed after it. A crash
 * in between repeats the poll, and the outbox recognises every event. While the database is away,
 * the poll is tried again and again and nothing is committed.
 */
@ApplicationScoped
public class ChangeConsumer {

  private static final Logger LOG = Logger.getLogger(ChangeConsumer.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final double JITTER = 0.3;
  private static final String DATA_EXCEPTION = "22";
  private static final String INTEGRITY_VIOLATION = "23";

  private final ChangeReader reader;
  private final Outbox outbox;
  private final DeadLetters deadLetters;
  private final MeterRegistry metrics;

  /** Wires the consumer. */
  public ChangeConsumer(
      ObjectMapper mapper, Outbox outbox, DeadLetters deadLetters, MeterRegistry metrics) {
    this.reader = new ChangeReader(mapper);
    this.outbox = outbox;
    this.deadLetters = deadLetters;
    this.metrics = metrics;
  }

  /** One poll. */
  @Incoming("changes")
  public Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>(records.count());
    records.forEach(all::add);
    return consume(all);
  }

  private Uni<Void> consume(List<ConsumerRecord<byte[], byte[]>> records) {
    List<ErpSync> events = new ArrayList<>();
    List<Uni<Void>> letters = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      switch (reader.read(record.value())) {
        case Reading.Change change -> {
          events.add(change.event());
          count("read");
        }
        case Reading.NotForUs ours -> count("from_erp");
        case Reading.Poison poison -> {
          count("poison");
          letters.add(putAside(record, poison.code(), poison.cause()));
        }
      }
    }
    return outbox
        .record(events)
        .onFailure(failure -> !isDataError(failure))
        .invoke(failure -> LOG.warnf("changes not recorded, trying again: %s", failure))
        .onFailure(failure -> !isDataError(failure))
        .retry()
        .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
        .withJitter(JITTER)
        .indefinitely()
        .invoke(queued -> metrics.counter("erp_changes_queued").increment(queued))
        .replaceWithVoid()
        .onFailure(ChangeConsumer::isDataError)
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
    return inOrder(
        records.stream()
            .filter(record -> reader.read(record.value()) instanceof Reading.Change)
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

  private void count(String outcome) {
    metrics.counter("erp_events", "outcome", outcome).increment();
  }
}
