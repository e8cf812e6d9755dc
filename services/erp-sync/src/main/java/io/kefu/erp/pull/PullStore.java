package io.kefu.erp.pull;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.erp.connector.ErpRecord;
import io.kefu.erp.privacy.SensitiveFields;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Remembers the ERP's rows and hands the changed ones to the sync. */
@ApplicationScoped
public class PullStore {

  /** The rows that are not as they were, or all of them in a full comparison. */
  private static final String CHANGED =
      """
      INSERT INTO erp_row AS r (tenant_id, erp_id, hash, seen_at)
      SELECT $1, x.erp_id, x.hash, $3
      FROM jsonb_to_recordset($2) AS x(erp_id text, hash text)
      ORDER BY x.erp_id
      ON CONFLICT (tenant_id, erp_id) DO UPDATE SET hash = EXCLUDED.hash, seen_at = EXCLUDED.seen_at
      WHERE $4 OR r.hash <> EXCLUDED.hash
      RETURNING erp_id
      """;

  /** Whose rows: known by ERP id; else by the number we gave; else by a phone or WeChat id. */
  private static final String LINK =
      """
      WITH pulled AS (
        SELECT * FROM jsonb_to_recordset($2) AS x(erp_id text, number text, phones text[],
          wechats text[])),
      owner AS (
        SELECT pulled.erp_id, found.* FROM pulled CROSS JOIN LATERAL (
          SELECT c.customer_id, 'NUMBER' AS linked_by, 1 AS way FROM customer AS c
          WHERE c.tenant_id = $1 AND c.erp_id = pulled.erp_id
          UNION ALL
          SELECT c.customer_id, 'NUMBER', 2 FROM customer AS c
          WHERE c.tenant_id = $1 AND c.erp_id IS NULL AND pulled.number LIKE 'WX%'
            AND c.customer_id = substr(pulled.number, 3)
          UNION ALL
          SELECT min(c.customer_id), 'WECHAT', 3 FROM customer AS c
          WHERE c.tenant_id = $1 AND c.erp_id IS NULL AND c.wechat_print = ANY (pulled.wechats)
          HAVING count(*) = 1
          UNION ALL
          SELECT min(c.customer_id), 'PHONE', 4 FROM customer AS c
          WHERE c.tenant_id = $1 AND c.erp_id IS NULL AND c.phone_print = ANY (pulled.phones)
          HAVING count(*) = 1
          ORDER BY way LIMIT 1) AS found),
      single AS (
        -- Two rows of the ERP for one customer of ours: the first stays, a person merges them.
        SELECT DISTINCT ON (customer_id) erp_id, customer_id, linked_by FROM owner
        ORDER BY customer_id, way, erp_id)
      UPDATE customer AS c SET erp_id = coalesce(c.erp_id, single.erp_id),
        linked_by = coalesce(c.linked_by, single.linked_by),
        change_seq = c.change_seq + 1, push_state = 'PENDING', attempts = 0, last_error = NULL,
        causes = CASE WHEN 'pulled' = ANY (c.causes) THEN c.causes ELSE c.causes || 'pulled'::text END,
        pending_since = coalesce(c.pending_since, $3), next_attempt_at = $3, pulled_at = $3
      FROM single WHERE c.tenant_id = $1 AND c.customer_id = single.customer_id
      RETURNING c.erp_id
      """;

  private static final String ADD =
      """
      INSERT INTO customer (tenant_id, customer_id, version, fields, field_versions, erp_id, agreed,
        pulled_at, erp_version, sealed_with, linked_by, phone_print, wechat_print)
      SELECT $1, x.customer_id, -1, x.fields, '{}'::jsonb, x.erp_id, x.agreed, $3, 1, $4, 'NUMBER',
        x.phone_print, x.wechat_print
      FROM jsonb_to_recordset($2) AS x(customer_id text, erp_id text, fields jsonb, agreed jsonb,
        phone_print text, wechat_print text)
      ORDER BY x.customer_id
      ON CONFLICT DO NOTHING
      RETURNING customer_id
      """;
  private static final String TELL =
      """
      INSERT INTO from_erp_event (tenant_id, event_id, customer_id, version, fields, occurred_at,
        sealed_with)
      SELECT $1, x.event_id, x.customer_id, 1, x.fields, $3, $5
      FROM jsonb_to_recordset($2) AS x(event_id uuid, customer_id text, fields jsonb)
      WHERE x.customer_id = ANY ($4)
      """;

  private final TenantScope tenants;
  private final SensitiveFields sensitive;
  private final Identity ids;
  private final Clock clock;

  /** Uses the service's own pool. */
  public PullStore(TenantScope tenants, SensitiveFields sensitive, Identity ids, Clock clock) {
    this.sensitive = sensitive;
    this.tenants = tenants;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Takes a page over in one transaction; answers how many of its rows had changed. Of rows with
   * one id the last one counts; fails for all when the database refuses one.
   */
  public Uni<Integer> store(String tenantId, List<ErpRecord> rows, boolean full) {
    Instant now = clock.instant();
    Map<String, ErpRecord> byId = new LinkedHashMap<>();
    rows.forEach(record -> byId.put(record.erpId(), record));
    List<ErpRecord> page = List.copyOf(byId.values());
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(CHANGED)
                .execute(Tuple.of(tenantId, hashes(page), utc(now), full))
                .flatMap(
                    hashed -> {
                      List<ErpRecord> changed = new ArrayList<>();
                      hashed.forEach(row -> changed.add(byId.get(row.getString("erp_id"))));
                      return changed.isEmpty()
                          ? Uni.createFrom().item(0)
                          : link(connection, tenantId, changed, now).replaceWith(changed.size());
                    }));
  }

  private Uni<Void> link(
      SqlConnection connection, String tenantId, List<ErpRecord> changed, Instant now) {
    return connection
        .preparedQuery(LINK)
        .execute(Tuple.of(tenantId, keys(tenantId, changed), utc(now)))
        .flatMap(
            linked -> {
              List<String> known = new ArrayList<>();
              linked.forEach(row -> known.add(row.getString("erp_id")));
              List<ErpRecord> strangers =
                  changed.stream().filter(record -> !known.contains(record.erpId())).toList();
              return strangers.isEmpty()
                  ? Uni.createFrom().voidItem()
                  : add(connection, tenantId, strangers, now);
            });
  }

  private Uni<Void> add(
      SqlConnection connection, String tenantId, List<ErpRecord> strangers, Instant now) {
    JsonArray rows = new JsonArray();
    strangers.forEach(record -> rows.add(newcomer(tenantId, record)));
    return connection
        .preparedQuery(ADD)
        .execute(Tuple.of(tenantId, rows, utc(now), sensitive.keyId()))
        .flatMap(
            added -> {
              List<String> customers = new ArrayList<>();
              added.forEach(row -> customers.add(row.getString("customer_id")));
              return connection
                  .preparedQuery(TELL)
                  .execute(
                      Tuple.of(
                          tenantId,
                          rows,
                          utc(now),
                          customers.toArray(String[]::new),
                          sensitive.keyId()));
            })
        .replaceWithVoid();
  }

  /** A customer that only the ERP knew; it keeps its origin in its id. */
  private JsonObject newcomer(String tenantId, ErpRecord record) {
    String customerId = "erp-" + record.erpId();
    Map<String, Object> fields = new LinkedHashMap<>(record.fields());
    Object name = fields.remove("name");
    if (name != null) {
      fields.put("company_name", name);
    }
    return new JsonObject()
        .put("event_id", ids.next().toString())
        .put("customer_id", customerId)
        .put("erp_id", record.erpId())
        .put("fields", new JsonObject(sensitive.seal(tenantId, customerId, fields)))
        .put("agreed", new JsonObject(sensitive.seal(tenantId, customerId, record.fields())))
        .put("phone_print", sensitive.phonePrint(tenantId, fields.get("phone")).orElse(null))
        .put("wechat_print", sensitive.wechatPrint(tenantId, fields.get("wechat_id")).orElse(null));
  }

  private static JsonArray hashes(List<ErpRecord> page) {
    JsonArray rows = new JsonArray();
    page.forEach(
        record ->
            rows.add(new JsonObject().put("erp_id", record.erpId()).put("hash", record.hash())));
    return rows;
  }

  private JsonArray keys(String tenantId, List<ErpRecord> page) {
    JsonArray rows = new JsonArray();
    page.forEach(
        record ->
            rows.add(
                new JsonObject()
                    .put("erp_id", record.erpId())
                    .put("number", record.fields().get("customer_number"))
                    .put(
                        "phones",
                        new JsonArray(
                            sensitive.phonePrints(tenantId, record.fields().get("phone"))))
                    .put(
                        "wechats",
                        new JsonArray(
                            sensitive.wechatPrints(tenantId, record.fields().get("wechat_id"))))));
    return rows;
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
