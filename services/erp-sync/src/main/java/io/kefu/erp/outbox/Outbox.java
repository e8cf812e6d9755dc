package io.kefu.erp.outbox;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.event.ErpSync;
import io.kefu.erp.ErpConfig;
import io.kefu.erp.privacy.SensitiveFields;
import io.kefu.erp.push.PushRules;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Records customer changes: the events of one poll in one transaction.
 *
 * <p>The protocol: (1) lock the customers, in order of their keys, made if they are new; (2) insert
 * the events, which tells the new from the redelivered ones; (3) apply the new ones by version and
 * queue the customers that changed.
 */
@ApplicationScoped
public class Outbox {

  private static final String ENSURE =
      """
      INSERT INTO customer (tenant_id, customer_id, version, fields, field_versions, sealed_with)
      SELECT DISTINCT tenant_id, customer_id, -1, '{}'::jsonb, '{}'::jsonb, $2
      FROM jsonb_to_recordset($1) AS x(tenant_id text, customer_id text)
      ORDER BY tenant_id, customer_id
      ON CONFLICT DO NOTHING
      """;
  private static final String LOCK =
      """
      SELECT c.tenant_id, c.customer_id, c.version, c.fields, c.field_versions
      FROM customer AS c
      WHERE (c.tenant_id, c.customer_id) IN (
        SELECT tenant_id, customer_id
        FROM jsonb_to_recordset($1) AS x(tenant_id text, customer_id text))
      ORDER BY c.tenant_id, c.customer_id
      FOR UPDATE OF c
      """;
  private static final String RECORD =
      """
      INSERT INTO outbox_event
        (tenant_id, event_id, customer_id, version, cause, fields, outcome, occurred_at, sealed_with)
      SELECT tenant_id, event_id, customer_id, version, cause, fields, 'STALE', occurred_at, $2
      FROM jsonb_to_recordset($1) AS x(
        tenant_id text, event_id uuid, customer_id text, version bigint, cause text, fields jsonb,
        occurred_at timestamptz)
      ORDER BY tenant_id, event_id
      ON CONFLICT DO NOTHING
      RETURNING tenant_id, event_id
      """;
  private static final String MARK_QUEUED =
      """
      UPDATE outbox_event AS e SET outcome = 'QUEUED'
      FROM jsonb_to_recordset($1) AS x(tenant_id text, event_id uuid)
      WHERE e.tenant_id = x.tenant_id AND e.event_id = x.event_id
      """;
  private static final String QUEUE =
      """
      UPDATE customer AS c SET version = x.version, fields = x.fields,
        field_versions = x.field_versions, change_seq = c.change_seq + 1,
        phone_print = x.phone_print, wechat_print = x.wechat_print,
        causes = ARRAY(SELECT DISTINCT unnest(c.causes || x.causes) ORDER BY 1),
        push_state = 'PENDING', pending_since = coalesce(c.pending_since, $2),
        next_attempt_at = CASE WHEN x.immediate THEN $2 ELSE LEAST(c.next_attempt_at, $3) END,
        attempts = 0, last_error = NULL
      FROM jsonb_to_recordset($1) AS x(
        tenant_id text, customer_id text, version bigint, fields jsonb, field_versions jsonb,
        causes text[], immediate boolean, phone_print text, wechat_print text)
      WHERE c.tenant_id = x.tenant_id AND c.customer_id = x.customer_id
      """;

  private record Key(String tenantId, String customerId) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byTenant = tenantId.compareTo(other.tenantId);
      return byTenant != 0 ? byTenant : customerId.compareTo(other.customerId);
    }
  }

  private final TenantScope tenants;
  private final SensitiveFields sensitive;
  private final ErpConfig config;
  private final Clock clock;

  /** Uses the service's own pool. */
  public Outbox(TenantScope tenants, SensitiveFields sensitive, ErpConfig config, Clock clock) {
    this.tenants = tenants;
    this.sensitive = sensitive;
    this.config = config;
    this.clock = clock;
  }

  /** Answers how many of the events queued something. */
  Uni<Integer> record(List<ErpSync> events) {
    if (events.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    JsonArray rows = new JsonArray();
    events.forEach(event -> rows.add(row(event)));
    return tenants.acrossTenants(
        connection ->
            connection
                .preparedQuery(ENSURE)
                .execute(Tuple.of(rows, sensitive.keyId()))
                .chain(() -> connection.preparedQuery(LOCK).execute(Tuple.of(rows)))
                .flatMap(
                    locked ->
                        connection
                            .preparedQuery(RECORD)
                            .execute(Tuple.of(rows, sensitive.keyId()))
                            .flatMap(fresh -> queue(connection, events, states(locked), fresh))));
  }

  private Uni<Integer> queue(
      SqlConnection connection,
      List<ErpSync> events,
      Map<Key, CustomerState> states,
      RowSet<Row> fresh) {
    Map<UUID, String> unseen = new LinkedHashMap<>();
    fresh.forEach(row -> unseen.put(row.getUUID("event_id"), row.getString("tenant_id")));
    Map<Key, List<String>> causes = new TreeMap<>();
    JsonArray queued = new JsonArray();
    for (ErpSync event : events) {
      // The same event twice in one poll: the first use takes it out.
      if (!unseen.remove(event.eventId(), event.tenantId())) {
        continue;
      }
      Key key = new Key(event.tenantId(), event.customerId());
      CustomerState.Applied applied = states.get(key).apply(event.version(), event.fields());
      if (!applied.stale()) {
        states.put(key, applied.state());
        causes.computeIfAbsent(key, id -> new ArrayList<>()).add(event.cause());
        queued.add(
            new JsonObject()
                .put("tenant_id", event.tenantId())
                .put("event_id", event.eventId().toString()));
      }
    }
    if (queued.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    JsonArray customers = new JsonArray();
    causes.forEach((key, why) -> customers.add(row(key, states.get(key), why)));
    JsonArray adoptable = new JsonArray();
    causes.keySet().forEach(key -> adoptable.add(named(key, states.get(key))));
    Instant now = clock.instant();
    return connection
        .preparedQuery(MARK_QUEUED)
        .execute(Tuple.of(queued))
        .chain(
            () ->
                connection
                    .preparedQuery(QUEUE)
                    .execute(
                        Tuple.of(
                            customers,
                            now.atOffset(ZoneOffset.UTC),
                            nextRound(now).atOffset(ZoneOffset.UTC))))
        .chain(() -> Adoption.adopt(connection, adoptable))
        .replaceWith(queued.size());
  }

  private Instant nextRound(Instant now) {
    long seconds = Math.max(1, config.push().round().toSeconds());
    return Instant.ofEpochSecond((now.getEpochSecond() / seconds + 1) * seconds);
  }

  private Map<Key, CustomerState> states(RowSet<Row> rows) {
    Map<Key, CustomerState> states = new TreeMap<>();
    for (Row row : rows) {
      Map<String, Long> versions = new LinkedHashMap<>();
      row.getJsonObject("field_versions")
          .forEach(entry -> versions.put(entry.getKey(), ((Number) entry.getValue()).longValue()));
      Key key = new Key(row.getString("tenant_id"), row.getString("customer_id"));
      states.put(
          key,
          new CustomerState(
              row.getLong("version"),
              sensitive.open(
                  key.tenantId(), key.customerId(), row.getJsonObject("fields").getMap()),
              versions));
    }
    return states;
  }

  private JsonObject row(ErpSync event) {
    return new JsonObject()
        .put("tenant_id", event.tenantId())
        .put("event_id", event.eventId().toString())
        .put("customer_id", event.customerId())
        .put("version", event.version())
        .put("cause", event.cause())
        .put(
            "fields",
            new JsonObject(sensitive.seal(event.tenantId(), event.customerId(), event.fields())))
        .put("occurred_at", event.occurredAt().toString());
  }

  private static JsonObject named(Key key, CustomerState state) {
    Object toldAs = state.fields().get("told_as");
    return new JsonObject()
        .put("tenant_id", key.tenantId())
        .put("customer_id", key.customerId())
        .put("told_as", toldAs == null ? null : toldAs.toString());
  }

  private JsonObject row(Key key, CustomerState state, List<String> causes) {
    return new JsonObject()
        .put("tenant_id", key.tenantId())
        .put("customer_id", key.customerId())
        .put("version", state.version())
        .put(
            "fields",
            new JsonObject(sensitive.seal(key.tenantId(), key.customerId(), state.fields())))
        .put("field_versions", new JsonObject(new LinkedHashMap<>(state.fieldVersions())))
        .put("causes", new JsonArray(causes))
        .put(
            "phone_print",
            sensitive.phonePrint(key.tenantId(), state.fields().get("phone")).orElse(null))
        .put(
            "wechat_print",
            sensitive.wechatPrint(key.tenantId(), state.fields().get("wechat_id")).orElse(null))
        .put("immediate", causes.stream().anyMatch(PushRules::immediate));
  }
}
