package io.kefu.erp.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.chassis.tracing.TracedRecord;
import io.kefu.contracts.event.ErpDirection;
import io.kefu.contracts.event.ErpSync;
import io.kefu.contracts.event.Event;
import io.kefu.erp.privacy.SensitiveFields;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.jboss.logging.Logger;

/**
 * Tells others what the ERP changed. An event is deleted in the transaction that saw Kafka take it:
 * a crash in between tells it again, with the same event id and version.
 */
@ApplicationScoped
public class FromErpPublisher {

  private static final Logger LOG = Logger.getLogger(FromErpPublisher.class);
  private static final int BATCH = 500;

  /** Below what the channel buffers. */
  private static final int IN_FLIGHT = 64;

  private static final String NEXT =
      """
      SELECT * FROM from_erp_event ORDER BY tenant_id, occurred_at, event_id
      LIMIT $1 FOR UPDATE SKIP LOCKED
      """;
  private static final String DELETE = "DELETE FROM from_erp_event WHERE event_id = ANY ($1)";

  private final TenantScope tenants;
  private final MutinyEmitter<Record<String, String>> emitter;
  private final SensitiveFields sensitive;
  private final ObjectMapper mapper;

  /** Wires the publisher. */
  public FromErpPublisher(
      TenantScope tenants,
      @Channel("from-erp") MutinyEmitter<Record<String, String>> emitter,
      SensitiveFields sensitive,
      ObjectMapper mapper) {
    this.tenants = tenants;
    this.emitter = emitter;
    this.sensitive = sensitive;
    this.mapper = mapper;
  }

  /** Publishes what waits, in order; what fails stays for the next time. */
  @Scheduled(
      every = "${kefu.erp.from-erp.every:1s}",
      delayed = "3s",
      skipExecutionIf = Scheduled.ApplicationNotRunning.class,
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  public Uni<Void> publish() {
    return tenants
        .acrossTenants(
            connection ->
                connection
                    .preparedQuery(NEXT)
                    .execute(Tuple.of(BATCH))
                    .flatMap(rows -> publish(connection, rows)))
        .chain(count -> count == BATCH ? publish() : Uni.createFrom().voidItem())
        .onFailure()
        .invoke(failure -> LOG.warnf("erp.sync not told, trying again later: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  /**
   * Customers go side by side, the events of one in order: after one that Kafka did not take, none
   * of the same customer follows. Answers how many were taken.
   */
  private Uni<Integer> publish(SqlConnection connection, RowSet<Row> rows) {
    Map<String, List<Row>> byCustomer = new LinkedHashMap<>();
    for (Row row : rows) {
      byCustomer
          .computeIfAbsent(
              row.getString("tenant_id") + '/' + row.getString("customer_id"),
              key -> new ArrayList<>())
          .add(row);
    }
    List<UUID> taken = Collections.synchronizedList(new ArrayList<>());
    AtomicReference<Throwable> refused = new AtomicReference<>();
    return Multi.createFrom()
        .iterable(byCustomer.entrySet())
        .onItem()
        .transformToUni(
            customer ->
                send(customer.getKey(), customer.getValue(), taken)
                    .onFailure()
                    .invoke(refused::set)
                    .onFailure()
                    .recoverWithNull())
        .merge(IN_FLIGHT)
        .collect()
        .last()
        .chain(
            () ->
                taken.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : connection
                        .preparedQuery(DELETE)
                        .execute(Tuple.of(taken.toArray(UUID[]::new)))
                        .replaceWithVoid())
        .invoke(
            () -> {
              if (refused.get() != null) {
                LOG.warnf(
                    "erp.sync told in part (%d of %d), the rest later: %s",
                    taken.size(), rows.size(), refused.get());
              }
            })
        .replaceWith(() -> taken.size());
  }

  private Uni<Void> send(String key, List<Row> events, List<UUID> taken) {
    return Multi.createFrom()
        .iterable(events)
        .onItem()
        .transformToUniAndConcatenate(
            row ->
                emitter
                    .sendMessage(TracedRecord.of(key, text(row), row.getString("trace")))
                    .invoke(() -> taken.add(row.getUUID("event_id"))))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private String text(Row row) {
    String tenant = row.getString("tenant_id");
    String customer = row.getString("customer_id");
    ErpSync event =
        new ErpSync(
            row.getUUID("event_id"),
            tenant,
            row.getOffsetDateTime("occurred_at").toInstant(),
            Event.SCHEMA_VERSION,
            customer,
            ErpDirection.FROM_ERP,
            "pulled",
            row.getLong("version"),
            sensitive.open(tenant, customer, row.getJsonObject("fields").getMap()));
    try {
      return mapper.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
