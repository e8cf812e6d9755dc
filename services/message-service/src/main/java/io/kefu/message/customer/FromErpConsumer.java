package io.kefu.message.customer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.kefu.chassis.deadletter.DeadLetters;
import io.kefu.chassis.persistence.DatabaseFault;
import io.kefu.contracts.event.ErpDirection;
import io.kefu.contracts.event.ErpSync;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Reads what the ERP changed. What we told ourselves is on the same topic and passed over. */
@ApplicationScoped
public class FromErpConsumer {

  private static final Logger LOG = Logger.getLogger(FromErpConsumer.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);
  private static final int MAX_ID = 128;

  private final ObjectReader reader;
  private final FromErp fromErp;
  private final DeadLetters deadLetters;
  private final MeterRegistry metrics;

  /** Wires the consumer; Kafka starts it. */
  public FromErpConsumer(
      ObjectMapper json, FromErp fromErp, DeadLetters deadLetters, MeterRegistry metrics) {
    this.reader = json.readerFor(ErpSync.class);
    this.fromErp = fromErp;
    this.deadLetters = deadLetters;
    this.metrics = metrics;
  }

  /** One poll. Completes when every event of it has taken effect or is a dead letter. */
  @Incoming("erp-sync")
  public Uni<Void> take(ConsumerRecords<byte[], byte[]> records) {
    List<Uni<Void>> work = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> source : records) {
      Optional<ErpSync> event = read(source);
      if (event.isEmpty()) {
        work.add(dead(source, "invalid_event", "not an erp.sync record"));
      } else if (event.get().direction() == ErpDirection.FROM_ERP) {
        work.add(apply(source, event.get()));
      }
    }
    return Multi.createFrom()
        .iterable(work)
        .onItem()
        .transformToUniAndConcatenate(one -> one)
        .collect()
        .last();
  }

  private Optional<ErpSync> read(ConsumerRecord<byte[], byte[]> source) {
    if (source.value() == null) {
      return Optional.empty();
    }
    try {
      ErpSync event = reader.readValue(source.value());
      boolean usable =
          event != null
              && !event.tenantId().isBlank()
              && !event.tenantId().equals("*")
              && !event.customerId().isBlank()
              && event.customerId().length() <= MAX_ID;
      return usable ? Optional.of(event) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Uni<Void> apply(ConsumerRecord<byte[], byte[]> source, ErpSync event) {
    return Uni.createFrom()
        .deferred(() -> fromErp.apply(event))
        .onFailure(failure -> !DatabaseFault.isData(failure))
        .invoke(failure -> LOG.warnf("database is not available, trying again: %s", failure))
        .onFailure(failure -> !DatabaseFault.isData(failure))
        .retry()
        .withBackOff(FIRST_RETRY, LONGEST_RETRY)
        .indefinitely()
        .chain(
            outcome -> {
              metrics
                  .counter("erp_change", "outcome", outcome.name().toLowerCase(Locale.ROOT))
                  .increment();
              return outcome == FromErp.Outcome.UNKNOWN
                  ? dead(source, "customer_unknown", "the tenant has no such customer")
                  : Uni.createFrom().voidItem();
            })
        .onFailure(DatabaseFault::isData)
        .recoverWithUni(
            failure -> dead(source, "refused_by_database", "the database refuses the change"));
  }

  private Uni<Void> dead(ConsumerRecord<byte[], byte[]> source, String code, String cause) {
    return Uni.createFrom()
        .deferred(() -> deadLetters.put(source, code, cause))
        .onFailure()
        .retry()
        .withBackOff(FIRST_RETRY, LONGEST_RETRY)
        .indefinitely();
  }
}
