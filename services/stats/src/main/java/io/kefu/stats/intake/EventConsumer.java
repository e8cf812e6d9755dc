package io.kefu.stats.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.deadletter.DeadLetters;
import io.kefu.chassis.deadletter.PollIntake;
import io.kefu.chassis.deadletter.PollIntake.Verdict;
import io.kefu.contracts.event.Event;
import io.kefu.stats.StatsConfig;
import io.kefu.stats.intake.EventReader.Reading;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Counts the events of one poll in one transaction; the offsets are committed after it. A crash in
 * between repeats the poll, which changes nothing (see {@link io.kefu.stats.fact}).
 */
@ApplicationScoped
public class EventConsumer {

  private final EventReader reader;
  private final FactStore facts;
  private final PollIntake<Event> intake;
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
    this.intake = new PollIntake<>("statistics", deadLetters, this::read, this::store);
    this.clock = clock;
    this.metrics = metrics;
  }

  /** One poll. */
  @Incoming("events")
  public Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
    return intake.consume(records);
  }

  private Verdict<Event> read(ConsumerRecord<byte[], byte[]> record) {
    return switch (reader.read(record.topic(), record.value(), clock.instant())) {
      case Reading.Good good -> {
        count(record.topic(), "read");
        yield new Verdict.Take<>(good.event());
      }
      case Reading.TooOld old -> {
        count(record.topic(), "too_old");
        yield new Verdict.Leave<>();
      }
      case Reading.Poison poison -> {
        count(record.topic(), "poison");
        yield new Verdict.Poison<>(poison.code(), poison.cause());
      }
    };
  }

  private Uni<Void> store(List<Event> events) {
    Batch batch = new Batch();
    events.forEach(batch::add);
    return facts
        .store(batch)
        .invoke(changed -> metrics.counter("stats_facts_changed").increment(changed))
        .replaceWithVoid();
  }

  private void count(String topic, String outcome) {
    metrics.counter("stats_events", "topic", topic, "outcome", outcome).increment();
  }
}
