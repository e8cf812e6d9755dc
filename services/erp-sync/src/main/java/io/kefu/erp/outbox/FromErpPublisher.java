package io.kefu.erp.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.tenancy.TenantScope;
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
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.jboss.logging.Logger;

/**
 * Tells others what the ERP changed. An event is deleted in the transaction that saw Kafka take it:
 * a crash in between tells it again, with the same event id and version.
 */
@ApplicationScoped
public class FromErpPublisher {

  private static final Logger LOG = Logger.getLogger(FromErpPublisher.class);
  private static final int BATCH = 200;

  private static final String NEXT =
      """
      SELECT * FROM from_erp_event ORDER BY tenant_id, occurred_at, event_id
      LIMIT $1 FOR UPDATE SKIP LOCKED
      """;
  private static final String DELETE =
      "DELETE FROM from_erp_event WHERE tenant_id = $1 AND event_id = $2";

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
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  public Uni<Void> publish() {
    return tenants
        .acrossTenants(
            connection ->
                connection
                    .preparedQuery(NEXT)
                    .execute(Tuple.of(BATCH))
                    .flatMap(
                        rows -> {
                          List<Row> waiting = new ArrayList<>();
                          rows.forEach(waiting::add);
                          return Multi.createFrom()
                              .iterable(waiting)
                              .onItem()
                              .transformToUniAndConcatenate(row -> publish(connection, row))
                              .collect()
                              .last()
                              .replaceWith(waiting.size());
                        }))
        .chain(count -> count == BATCH ? publish() : Uni.createFrom().voidItem())
        .onFailure()
        .invoke(failure -> LOG.warnf("erp.sync not told, trying again later: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> publish(SqlConnection connection, Row row) {
    String tenant = row.getString("tenant_id");
    UUID id = row.getUUID("event_id");
    String customer = row.getString("customer_id");
    ErpSync event =
        new ErpSync(
            id,
            tenant,
            row.getOffsetDateTime("occurred_at").toInstant(),
            Event.SCHEMA_VERSION,
            customer,
            ErpDirection.FROM_ERP,
            "pulled",
            row.getLong("version"),
            sensitive.open(tenant, customer, row.getJsonObject("fields").getMap()));
    try {
      return emitter
          .send(Record.of(tenant + "/" + customer, mapper.writeValueAsString(event)))
          .chain(() -> connection.preparedQuery(DELETE).execute(Tuple.of(tenant, id)))
          .replaceWithVoid();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
