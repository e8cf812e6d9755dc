package io.kefu.erp.outbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.deadletter.DeadLetters;
import io.kefu.chassis.deadletter.PollIntake;
import io.kefu.chassis.deadletter.PollIntake.Verdict;
import io.kefu.contracts.event.ErpSync;
import io.kefu.erp.outbox.ChangeReader.Reading;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Records the changes of one poll in one transaction; the offsets are committed after it. A crash
 * in between repeats the poll, and the outbox recognises every event.
 */
@ApplicationScoped
public class ChangeConsumer {

  private final ChangeReader reader;
  private final Outbox outbox;
  private final PollIntake<ErpSync> intake;
  private final MeterRegistry metrics;

  /** Wires the consumer. */
  public ChangeConsumer(
      ObjectMapper mapper, Outbox outbox, DeadLetters deadLetters, MeterRegistry metrics) {
    this.reader = new ChangeReader(mapper);
    this.outbox = outbox;
    this.intake = new PollIntake<>("changes", deadLetters, this::read, this::store);
    this.metrics = metrics;
  }

  /** One poll. */
  @Incoming("changes")
  public Uni<Void> consume(ConsumerRecords<byte[], byte[]> records) {
    return intake.consume(records);
  }

  private Verdict<ErpSync> read(ConsumerRecord<byte[], byte[]> record) {
    return switch (reader.read(record.value())) {
      case Reading.Change change -> {
        count("read");
        yield new Verdict.Take<>(change.event());
      }
      case Reading.NotForUs ours -> {
        count("from_erp");
        yield new Verdict.Leave<>();
      }
      case Reading.Poison poison -> {
        count("poison");
        yield new Verdict.Poison<>(poison.code(), poison.cause());
      }
    };
  }

  private Uni<Void> store(List<ErpSync> events) {
    return outbox
        .record(events)
        .invoke(queued -> metrics.counter("erp_changes_queued").increment(queued))
        .replaceWithVoid();
  }

  private void count(String outcome) {
    metrics.counter("erp_events", "outcome", outcome).increment();
  }
}
