package io.kefu.chassis.deadletter;

import io.kefu.chassis.persistence.DatabaseFault;
import io.kefu.chassis.tracing.About;
import io.kefu.chassis.tracing.TraceContext;
import io.kefu.chassis.tracing.Work;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jboss.logging.Logger;

/**
 * Stores the events of one poll together; completes when all are stored or put aside, and only then
 * may the offsets be committed. While the database is away, the poll is tried again and again. A
 * record that cannot be read, and one that the database refuses, goes to the dead letters and holds
 * up no other: when a poll is refused, its records are tried one by one.
 *
 * @param <E> event
 */
public final class PollIntake<E> {

  /** What a record turned out to be. */
  public sealed interface Verdict<E> {
    /** An event to store. */
    record Take<E>(E event) implements Verdict<E> {}

    /** Nothing for us. */
    record Leave<E>() implements Verdict<E> {}

    /**
     * A record for the dead letters.
     *
     * @param code stable code of the cause
     * @param cause the cause in words, without message text
     */
    record Poison<E>(String code, String cause) implements Verdict<E> {}
  }

  private static final Logger LOG = Logger.getLogger(PollIntake.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final double JITTER = 0.3;
  private static final int MOST_LINKS = 32;

  private record Read<E>(ConsumerRecord<byte[], byte[]> record, E event) {}

  private final String what;
  private final DeadLetters deadLetters;
  private final Function<ConsumerRecord<byte[], byte[]>, Verdict<E>> reader;
  private final Function<List<E>, Uni<Void>> store;

  /**
   * An intake.
   *
   * @param what names the events in the log, such as {@code statistics}
   * @param reader called once for each record; counts what it likes
   * @param store stores the events in one transaction; called again after a failure
   */
  public PollIntake(
      String what,
      DeadLetters deadLetters,
      Function<ConsumerRecord<byte[], byte[]>, Verdict<E>> reader,
      Function<List<E>, Uni<Void>> store) {
    this.what = what;
    this.deadLetters = deadLetters;
    this.reader = reader;
    this.store = store;
  }

  /** One poll. */
  public Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
    List<Read<E>> events = new ArrayList<>(records.count());
    List<Uni<Void>> letters = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      switch (reader.apply(record)) {
        case Verdict.Take<E> take -> events.add(new Read<>(record, take.event()));
        case Verdict.Leave<E> leave -> {
          // Committed with the others.
        }
        case Verdict.Poison<E> poison ->
            letters.add(putAside(record, poison.code(), poison.cause()));
      }
    }
    return inTrace(events, () -> storeAll(events)).chain(() -> inOrder(letters));
  }

  /**
   * One transaction stores records of many traces: it joins the first that is recorded and is
   * linked to the others; a poll without any is in no trace.
   */
  private Uni<Void> inTrace(List<Read<E>> events, Supplier<Uni<Void>> work) {
    List<Context> recorded =
        events.stream()
            .map(event -> TraceContext.of(event.record().headers()))
            .filter(TraceContext::isRecorded)
            .limit(MOST_LINKS)
            .toList();
    return recorded.isEmpty()
        ? work.get()
        : Work.after(
                recorded.getFirst(),
                recorded.subList(1, recorded.size()),
                SpanKind.CONSUMER,
                "store " + what,
                About.NOBODY)
            .begin(work);
  }

  private Uni<Void> storeAll(List<Read<E>> events) {
    return Uni.createFrom()
        .deferred(() -> store.apply(events.stream().map(Read::event).toList()))
        .onFailure(failure -> !DatabaseFault.isData(failure))
        .invoke(failure -> LOG.warnf("%s not stored, trying again: %s", what, failure))
        .onFailure(failure -> !DatabaseFault.isData(failure))
        .retry()
        .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
        .withJitter(JITTER)
        .indefinitely()
        .onFailure(DatabaseFault::isData)
        .recoverWithUni(failure -> isolate(events, failure));
  }

  private Uni<Void> isolate(List<Read<E>> events, Throwable failure) {
    if (events.size() == 1) {
      return putAside(
          events.getFirst().record(),
          "refused_by_database",
          "the database refused the event: SQLSTATE " + ((PgException) failure).getSqlState());
    }
    return inOrder(
        events.stream()
            .map(event -> Uni.createFrom().deferred(() -> storeAll(List.of(event))))
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
}
