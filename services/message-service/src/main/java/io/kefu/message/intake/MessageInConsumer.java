package io.kefu.message.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.deadletter.DeadLetters;
import io.kefu.chassis.persistence.DatabaseFault;
import io.kefu.chassis.tracing.TraceContext;
import io.kefu.contracts.event.MessageIn;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Takes {@code message.in} into the durable inbox, a poll at a time, and commits the offsets at
 * once: whatever comes after works from the database. A record that can never be stored goes to the
 * dead letters; a database that is away is waited for (design.md, promises 2 and 6).
 */
@ApplicationScoped
public class MessageInConsumer {

  private static final Logger LOG = Logger.getLogger(MessageInConsumer.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);

  private record Received(ConsumerRecord<byte[], byte[]> source, Arrival arrival) {}

  private final ArrivalParser parser;
  private final InboxStore inbox;
  private final DeadLetters deadLetters;
  private final Wake wake;
  private final MeterRegistry metrics;

  /** Wires the consumer; Kafka starts it. */
  public MessageInConsumer(
      ObjectMapper json,
      InboxStore inbox,
      DeadLetters deadLetters,
      Wake wake,
      MeterRegistry metrics) {
    this.parser = new ArrivalParser(json.readerFor(MessageIn.class));
    this.inbox = inbox;
    this.deadLetters = deadLetters;
    this.wake = wake;
    this.metrics = metrics;
  }

  /** One poll. Completes when every record of it is stored or a dead letter. */
  @Incoming("message-in")
  public Uni<Void> take(ConsumerRecords<byte[], byte[]> records) {
    Map<String, List<Received>> byTenant = new LinkedHashMap<>();
    List<Uni<Void>> work = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> source : records) {
      switch (parser.parse(source.value(), TraceContext.text(TraceContext.of(source.headers())))) {
        case ArrivalParser.Readable readable ->
            byTenant
                .computeIfAbsent(readable.arrival().chat().tenantId(), tenant -> new ArrayList<>())
                .add(new Received(source, readable.arrival()));
        case ArrivalParser.Poison poison -> work.add(dead(source, poison.code(), poison.cause()));
      }
    }
    byTenant.forEach((tenant, received) -> work.add(store(tenant, received)));
    return Multi.createFrom()
        .iterable(work)
        .onItem()
        .transformToUniAndConcatenate(one -> one)
        .collect()
        .last();
  }

  private Uni<Void> store(String tenantId, List<Received> received) {
    return inbox
        .store(tenantId, received.stream().map(Received::arrival).toList())
        .invoke(this::count)
        .invoke(stored -> wake.due(stored.nextDue()))
        .replaceWithVoid()
        .onFailure(failure -> !DatabaseFault.isData(failure))
        .invoke(failure -> LOG.warnf("inbox is not available, trying again: %s", failure))
        .onFailure(failure -> !DatabaseFault.isData(failure))
        .retry()
        .withBackOff(FIRST_RETRY, LONGEST_RETRY)
        .indefinitely()
        .onFailure(DatabaseFault::isData)
        .recoverWithUni(failure -> apart(tenantId, received, failure));
  }

  /** Finds the record that the database refuses; the others are stored. */
  private Uni<Void> apart(String tenantId, List<Received> received, Throwable failure) {
    if (received.size() == 1) {
      return dead(
          received.getFirst().source(), "refused_by_database", failure.getClass().getName());
    }
    int middle = received.size() / 2;
    return store(tenantId, received.subList(0, middle))
        .chain(() -> store(tenantId, received.subList(middle, received.size())));
  }

  private Uni<Void> dead(ConsumerRecord<byte[], byte[]> source, String code, String cause) {
    return deadLetters
        .put(source, code, cause)
        .invoke(() -> metrics.counter("message_intake", "result", "dead_letter").increment())
        .onFailure()
        .retry()
        .withBackOff(FIRST_RETRY, LONGEST_RETRY)
        .indefinitely();
  }

  private void count(InboxStore.Stored stored) {
    metrics.counter("message_intake", "result", "stored").increment(stored.stored());
    metrics.counter("message_intake", "result", "redelivered").increment(stored.redelivered());
    metrics.counter("message_intake", "result", "repeated").increment(stored.repeated());
  }
}
