package io.kefu.rag.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.event.Event;
import io.kefu.contracts.event.KnowledgeChange;
import io.kefu.contracts.event.KnowledgeChanged;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Events written in the transaction they tell of, until Kafka has them: a change is never made
 * without being told (promise 3 of design.md, applied to knowledge).
 */
@ApplicationScoped
public class Outbox {

  /**
   * An event that waits for Kafka.
   *
   * @param tenantId tenant
   * @param eventId its id
   * @param key record key
   * @param payload record value, JSON
   */
  public record Pending(String tenantId, UUID eventId, String key, String payload) {}

  private final TenantScope tenants;
  private final Identity identity;
  private final Clock clock;
  private final ObjectMapper json;

  /** Uses the service's pool. */
  public Outbox(TenantScope tenants, Identity identity, Clock clock, ObjectMapper json) {
    this.tenants = tenants;
    this.identity = identity;
    this.clock = clock;
    this.json = json;
  }

  /** Adds an event within the caller's transaction. */
  Uni<Void> add(SqlConnection connection, DocumentRef ref, long version, KnowledgeChange change) {
    KnowledgeChanged event =
        new KnowledgeChanged(
            identity.next(),
            ref.tenantId(),
            clock.instant(),
            Event.SCHEMA_VERSION,
            ref.knowledgeBaseId(),
            ref.documentId(),
            version,
            change);
    try {
      return connection
          .preparedQuery(
              "INSERT INTO outbox (event_id, tenant_id, record_key, payload, created_at)"
                  + " VALUES ($1, $2, $3, $4, $5)")
          .execute(
              Tuple.of(
                  event.eventId(),
                  ref.tenantId(),
                  ref.tenantId() + "/" + ref.documentId(),
                  json.writeValueAsString(event),
                  event.occurredAt().atOffset(ZoneOffset.UTC)))
          .replaceWithVoid();
    } catch (JsonProcessingException e) {
      return Uni.createFrom().failure(e);
    }
  }

  /** The oldest events that wait, of all tenants. */
  public Uni<List<Pending>> pending(int limit) {
    return tenants.acrossTenants(
        connection ->
            connection
                .preparedQuery(
                    "SELECT tenant_id, event_id, record_key, payload FROM outbox"
                        + " ORDER BY created_at LIMIT $1")
                .execute(Tuple.of(limit))
                .map(
                    rows -> {
                      List<Pending> pending = new ArrayList<>();
                      for (Row row : rows) {
                        pending.add(
                            new Pending(
                                row.getString("tenant_id"),
                                row.getUUID("event_id"),
                                row.getString("record_key"),
                                row.getString("payload")));
                      }
                      return pending;
                    }));
  }

  /** Forgets an event that Kafka has. */
  public Uni<Void> done(Pending event) {
    return tenants.inTransaction(
        event.tenantId(),
        connection ->
            connection
                .preparedQuery("DELETE FROM outbox WHERE tenant_id = $1 AND event_id = $2")
                .execute(Tuple.of(event.tenantId(), event.eventId()))
                .replaceWithVoid());
  }
}
