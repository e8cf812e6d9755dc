package io.kefu.gateway.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.auth.Subject;
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
 * Who did what, before and after, from where. An entry is written in the transaction of the change
 * it tells of: there is neither without the other. The table refuses changes.
 */
@ApplicationScoped
public class AuditLog {

  /**
   * Who acts, and from where.
   *
   * @param subject who
   * @param address network address
   */
  public record Actor(Subject subject, String address) {}

  private static final String STORE =
      "INSERT INTO audit_log (tenant_id, audit_id, occurred_at, actor_kind, actor, action,"
          + " target_kind, target, before, after, address)"
          + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb, $10::text::jsonb, $11)";
  // Ids are sorted by time: the primary key, read backwards, serves the list.
  private static final String LIST =
      "SELECT audit_id, occurred_at, actor_kind, actor, action, target_kind, target,"
          + " before::text AS before, after::text AS after, address FROM audit_log"
          + " WHERE tenant_id = $1 AND audit_id < $2 ORDER BY audit_id DESC LIMIT $3";

  private final TenantScope tenants;
  private final ObjectMapper json;
  private final Identity ids;
  private final Clock clock;

  AuditLog(TenantScope tenants, ObjectMapper json, Identity ids, Clock clock) {
    this.tenants = tenants;
    this.json = json;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Writes an entry in the caller's transaction.
   *
   * @param before what it was; null when it is new
   * @param after what it is; null when it is gone
   */
  public Uni<Void> write(
      SqlConnection connection,
      Actor actor,
      String action,
      String targetKind,
      String target,
      Object before,
      Object after) {
    return writeFor(
        connection, actor.subject().tenantId(), actor, action, targetKind, target, before, after);
  }

  /** The same into another tenant's log: what the platform did to a tenant, the tenant can read. */
  public Uni<Void> writeFor(
      SqlConnection connection,
      String tenantId,
      Actor actor,
      String action,
      String targetKind,
      String target,
      Object before,
      Object after) {
    Tuple values =
        Tuple.tuple()
            .addString(tenantId)
            .addUUID(ids.next())
            .addOffsetDateTime(clock.instant().atOffset(ZoneOffset.UTC))
            .addString(actor.subject().kind().wireName())
            .addString(actor.subject().id())
            .addString(action)
            .addString(targetKind)
            .addString(target)
            .addString(text(before))
            .addString(text(after))
            .addString(actor.address());
    return connection.preparedQuery(STORE).execute(values).replaceWithVoid();
  }

  /** Entries, newest first, before the given id. */
  public Uni<List<AuditEntry>> list(String tenantId, UUID before, int limit) {
    return tenants
        .inTransaction(
            tenantId,
            connection -> connection.preparedQuery(LIST).execute(Tuple.of(tenantId, before, limit)))
        .map(
            rows -> {
              List<AuditEntry> entries = new ArrayList<>();
              for (Row row : rows) {
                entries.add(entry(row));
              }
              return entries;
            });
  }

  private AuditEntry entry(Row row) {
    return new AuditEntry(
        row.getUUID("audit_id"),
        row.getOffsetDateTime("occurred_at").toInstant(),
        row.getString("actor_kind"),
        row.getString("actor"),
        row.getString("action"),
        row.getString("target_kind"),
        row.getString("target"),
        tree(row.getString("before")),
        tree(row.getString("after")),
        row.getString("address"));
  }

  private String text(Object value) {
    try {
      return value == null ? null : json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not writable as JSON", e);
    }
  }

  private JsonNode tree(String text) {
    try {
      return text == null ? null : json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an audit entry holds no JSON", e);
    }
  }
}
