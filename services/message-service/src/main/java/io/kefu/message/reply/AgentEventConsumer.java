package io.kefu.message.reply;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.kefu.chassis.deadletter.DeadLetters;
import io.kefu.chassis.persistence.DatabaseFault;
import io.kefu.contracts.event.AgentEvent;
import io.kefu.contracts.event.AgentEventKind;
import io.kefu.contracts.event.Receipt;
import io.kefu.message.intake.Wake;
import io.kefu.message.rules.AgentRules;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Reads what happened to the agents: a receipt ends a part of the outbox; an agent that is back
 * gets what it missed (design.md, promise 3).
 */
@ApplicationScoped
public class AgentEventConsumer {

  private static final Logger LOG = Logger.getLogger(AgentEventConsumer.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);
  private static final int MAX_ERROR = 500;
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  private record Agent(String tenantId, String agentId) {}

  private record Received(ConsumerRecord<byte[], byte[]> source, Receipts.Reported receipt) {}

  private final ObjectReader reader;
  private final Receipts receipts;
  private final Outbox outbox;
  private final AgentRules rules;
  private final DeadLetters deadLetters;
  private final Wake wake;
  private final MeterRegistry metrics;

  /** Wires the consumer; Kafka starts it. */
  public AgentEventConsumer(
      ObjectMapper json,
      Receipts receipts,
      Outbox outbox,
      AgentRules rules,
      DeadLetters deadLetters,
      Wake wake,
      MeterRegistry metrics) {
    this.reader = json.readerFor(AgentEvent.class);
    this.receipts = receipts;
    this.outbox = outbox;
    this.rules = rules;
    this.deadLetters = deadLetters;
    this.wake = wake;
    this.metrics = metrics;
  }

  /** One poll. Completes when every event of it has taken effect or is a dead letter. */
  @Incoming("agent-event")
  public Uni<Void> take(ConsumerRecords<byte[], byte[]> records) {
    Map<String, List<Received>> reported = new LinkedHashMap<>();
    Set<Agent> online = new LinkedHashSet<>();
    List<AgentEvent> presence = new ArrayList<>();
    List<Uni<Void>> work = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> source : records) {
      Optional<AgentEvent> event = read(source);
      if (event.isEmpty()) {
        work.add(dead(source, "invalid_event", "not an agent.event record"));
      } else if (event.get().kind() == AgentEventKind.RECEIPT) {
        Optional<Receipts.Reported> receipt = reported(event.get());
        if (receipt.isPresent()) {
          reported
              .computeIfAbsent(event.get().tenantId(), tenant -> new ArrayList<>())
              .add(new Received(source, receipt.get()));
        } else {
          metrics.counter("reply_receipt", "status", "not_ours").increment();
        }
      } else if (event.get().kind() == AgentEventKind.ONLINE) {
        online.add(new Agent(event.get().tenantId(), event.get().agentId()));
        presence.add(event.get());
      } else if (event.get().kind() == AgentEventKind.OFFLINE) {
        presence.add(event.get());
      }
    }
    // Receipts first: what an agent has sent is not sent to it again when it comes back.
    reported.forEach((tenant, received) -> work.add(end(tenant, received)));
    online.forEach(agent -> work.add(resume(agent)));
    presence.forEach(event -> work.add(tell(event)));
    return Multi.createFrom()
        .iterable(work)
        .onItem()
        .transformToUniAndConcatenate(one -> one)
        .collect()
        .last();
  }

  private Optional<AgentEvent> read(ConsumerRecord<byte[], byte[]> source) {
    if (source.value() == null) {
      return Optional.empty();
    }
    try {
      AgentEvent event = reader.readValue(source.value());
      boolean usable =
          event != null && !event.tenantId().isBlank() && !event.tenantId().equals("*");
      return usable ? Optional.of(event) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Empty for a reply that is not ours: an id that is none of our UUIDs. */
  private static Optional<Receipts.Reported> reported(AgentEvent event) {
    Receipt receipt = event.receipt();
    UUID replyId;
    try {
      replyId = UUID.fromString(receipt.replyId());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    String error = receipt.error() == null ? null : receipt.error().replace("\0", "");
    return Optional.of(
        new Receipts.Reported(
            event.agentId(),
            replyId,
            receipt.status(),
            error == null || error.length() <= MAX_ERROR ? error : error.substring(0, MAX_ERROR),
            receipt.timestamp().isBefore(EARLIEST) ? event.occurredAt() : receipt.timestamp()));
  }

  private Uni<Void> end(String tenantId, List<Received> received) {
    return waitingForDatabase(
            receipts.take(tenantId, received.stream().map(Received::receipt).toList()))
        .invoke(
            () ->
                received.forEach(
                    one ->
                        metrics
                            .counter("reply_receipt", "status", one.receipt().status().name())
                            .increment()))
        .replaceWithVoid()
        .onFailure(DatabaseFault::isData)
        .recoverWithUni(failure -> apart(tenantId, received));
  }

  private Uni<Void> apart(String tenantId, List<Received> received) {
    if (received.size() == 1) {
      return dead(
          received.getFirst().source(), "refused_by_database", "the database refuses the receipt");
    }
    int middle = received.size() / 2;
    return end(tenantId, received.subList(0, middle))
        .chain(() -> end(tenantId, received.subList(middle, received.size())));
  }

  private Uni<Void> resume(Agent agent) {
    return waitingForDatabase(outbox.wakeAgent(agent.tenantId(), agent.agentId()))
        .invoke(
            chats -> {
              if (chats > 0) {
                wake.due(Duration.ZERO);
              }
            })
        .replaceWithVoid()
        .onFailure(DatabaseFault::isData)
        .invoke(failure -> LOG.errorf(failure, "cannot resume an agent"))
        .onFailure(DatabaseFault::isData)
        .recoverWithNull();
  }

  /** A sweep repeats what fails here: rules that come a little later hold up no receipt. */
  private Uni<Void> tell(AgentEvent event) {
    return rules
        .heard(event)
        .onFailure()
        .invoke(failure -> LOG.warnf("an agent's rules are looked at later: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  private static <T> Uni<T> waitingForDatabase(Uni<T> work) {
    return work.onFailure(failure -> !DatabaseFault.isData(failure))
        .invoke(failure -> LOG.warnf("database is not available, trying again: %s", failure))
        .onFailure(failure -> !DatabaseFault.isData(failure))
        .retry()
        .withBackOff(FIRST_RETRY, LONGEST_RETRY)
        .indefinitely();
  }

  private Uni<Void> dead(ConsumerRecord<byte[], byte[]> source, String code, String cause) {
    return deadLetters
        .put(source, code, cause)
        .onFailure()
        .retry()
        .withBackOff(FIRST_RETRY, LONGEST_RETRY)
        .indefinitely();
  }
}
