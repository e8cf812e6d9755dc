package io.kefu.message.customer;

import com.fasterxml.jackson.core.type.TypeReference;
import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.sealing.SealingException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.event.ErpDirection;
import io.kefu.contracts.event.ErpSync;
import io.kefu.contracts.event.Event;
import io.kefu.message.event.Events;
import io.kefu.message.persistence.JsonRows;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Tells the ERP what became of customers. The protocol: (1) whoever changes a customer marks its
 * row in the same transaction; (2) a sweep takes marked rows, at once when the cause is urgent,
 * else after the debounce; (3) it compares the row with what was told, gives the customer's next
 * version and appends the event, all in one transaction that holds the row. So versions grow
 * without gaps, a crash loses nothing, and two replicas never tell the same change.
 */
@ApplicationScoped
public class CustomerSync {

  private static final Logger LOG = Logger.getLogger(CustomerSync.class);
  private static final int BATCH = 200;
  private static final TypeReference<Map<String, String>> DIGESTS = new TypeReference<>() {};

  private record ToldRow(String tenantId, UUID customerId, long version, String told) {}

  private static final String MARK =
      """
      UPDATE customers SET sync_since = COALESCE(sync_since, now()),
        sync_urgent = sync_urgent OR $4,
        sync_causes = CASE WHEN $3 = ANY(sync_causes) THEN sync_causes ELSE sync_causes || $3::text END
      WHERE tenant_id = $1 AND customer_id = ANY($2)
      """;

  /** Uses customers_sync and erp_links_customer. */
  private static final String DUE =
      """
      SELECT k.*, (
          SELECT l.erp_customer_id FROM erp_links l
          WHERE l.tenant_id = k.tenant_id AND l.customer_id = k.customer_id
            AND starts_with(l.erp_customer_id, 'erp-')
          ORDER BY l.erp_customer_id LIMIT 1) AS told_as
      FROM customers k
      WHERE k.sync_since IS NOT NULL AND (k.sync_urgent OR k.sync_since <= $1)
      ORDER BY k.sync_since LIMIT $2
      FOR NO KEY UPDATE OF k SKIP LOCKED
      """;

  private static final String TOLD =
      """
      UPDATE customers k SET sync_since = NULL, sync_urgent = false, sync_causes = '{}',
        sync_version = i.version, sync_told = i.told::jsonb
      FROM jsonb_to_recordset($1::text::jsonb) AS i(
        tenant_id text, customer_id uuid, version bigint, told text)
      WHERE k.tenant_id = i.tenant_id AND k.customer_id = i.customer_id
        AND NOT (i IS DISTINCT FROM i)
      """;

  private final TenantScope tenants;
  private final Events events;
  private final Phones phones;
  private final JsonRows json;
  private final ErpSyncConfig config;
  private final Identity ids;
  private final Clock clock;

  /** Wires the telling. */
  public CustomerSync(
      TenantScope tenants,
      Events events,
      Phones phones,
      JsonRows json,
      ErpSyncConfig config,
      Identity ids,
      Clock clock) {
    this.tenants = tenants;
    this.events = events;
    this.phones = phones;
    this.json = json;
    this.config = config;
    this.ids = ids;
    this.clock = clock;
  }

  /** Marks customers in the caller's transaction, which holds or takes their rows. */
  public Uni<Void> mark(
      SqlConnection connection, String tenantId, Collection<UUID> customers, SyncCause cause) {
    return customers.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection
            .preparedQuery(MARK)
            .execute(
                Tuple.of(tenantId, customers.toArray(UUID[]::new), cause.code(), cause.urgent()))
            .replaceWithVoid();
  }

  @Scheduled(
      every = "{kefu.message.erp.sweep}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return tenants
        .acrossTenants(this::tellSome)
        .chain(count -> count >= BATCH ? sweep() : Uni.createFrom().voidItem())
        .onFailure()
        .invoke(failure -> LOG.warnf("customers are told to the ERP later: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Integer> tellSome(SqlConnection connection) {
    Instant now = clock.instant();
    return connection
        .preparedQuery(DUE)
        .execute(Tuple.of(now.minus(config.debounce()).atOffset(ZoneOffset.UTC), BATCH))
        .chain(rows -> tell(connection, rows, now));
  }

  private Uni<Integer> tell(SqlConnection connection, RowSet<Row> rows, Instant now) {
    if (rows.size() == 0) {
      return Uni.createFrom().item(0);
    }
    List<ToldRow> told = new ArrayList<>();
    Map<String, List<ErpSync>> byTenant = new LinkedHashMap<>();
    for (Row row : rows) {
      Map<String, String> before = json.value(row.getJsonObject("sync_told").encode(), DIGESTS);
      Map<String, Object> fields = ErpFields.untold(before, fields(row));
      Map<String, Object> open = opened(row, fields);
      SyncCause cause =
          SyncCause.weightiest(Arrays.asList(row.getArrayOfStrings("sync_causes")))
              .orElse(SyncCause.UPDATED);
      boolean tells = !fields.isEmpty() || cause.urgent();
      long version = row.getLong("sync_version") + (tells ? 1 : 0);
      String tenantId = row.getString("tenant_id");
      UUID customerId = row.getUUID("customer_id");
      told.add(
          new ToldRow(tenantId, customerId, version, json.text(ErpFields.after(before, fields))));
      if (tells) {
        byTenant
            .computeIfAbsent(tenantId, tenant -> new ArrayList<>())
            .add(
                new ErpSync(
                    ids.next(),
                    tenantId,
                    now,
                    Event.SCHEMA_VERSION,
                    customerId.toString(),
                    ErpDirection.TO_ERP,
                    cause.code(),
                    version,
                    open));
      }
    }
    Uni<Void> done =
        connection.preparedQuery(TOLD).execute(Tuple.of(json.of(told))).replaceWithVoid();
    for (Map.Entry<String, List<ErpSync>> entry : byTenant.entrySet()) {
      done = done.chain(() -> events.append(connection, entry.getKey(), entry.getValue()));
    }
    return done.replaceWith(rows.size());
  }

  /**
   * As it goes out: the number itself, for which its fingerprint stood until here, and an empty
   * text for an emptied field. A number whose key is not here is not told, and waits for the next
   * change.
   */
  private Map<String, Object> opened(Row row, Map<String, Object> fields) {
    if (fields.get("phone") != null) {
      try {
        String number =
            phones.open(
                row.getString("tenant_id"), row.getUUID("customer_id"), row.getString("phone"));
        Map<String, Object> open = new LinkedHashMap<>(fields);
        open.put("phone", number);
        open.replaceAll((name, value) -> value == null ? "" : value);
        return open;
      } catch (SealingException | ProblemException e) {
        LOG.errorf("a phone number is not told to the ERP: %s", e.getMessage());
        fields.remove("phone");
      }
    }
    Map<String, Object> open = new LinkedHashMap<>(fields);
    open.replaceAll((name, value) -> value == null ? "" : value);
    return open;
  }

  /** A customer's row under the names that erp-sync knows. */
  static Map<String, Object> fields(Row row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("told_as", row.getString("told_as"));
    fields.put("wechat_id", row.getString("wechat_id"));
    fields.put("wechat_nickname", row.getString("display_name"));
    fields.put("real_name", row.getString("name"));
    fields.put("company_name", row.getString("company_name"));
    fields.put("phone", row.getString("phone_fingerprint"));
    for (String text : List.of("email", "address", "region", "source", "summary", "notes")) {
      fields.put(text, row.getString(text));
    }
    fields.put("bucket", row.getString("bucket"));
    fields.put("business_license", row.getString("business_license"));
    fields.put("intent_score", row.getInteger("intent_score"));
    fields.put("message_count", row.getLong("message_count"));
    fields.put("conversation_days", days(row));
    for (String flag :
        List.of(
            "phone_verified",
            "company_name_verified",
            "real_name_verified",
            "has_order",
            "has_contract",
            "has_payment",
            "has_quote_request",
            "marked_as_important",
            "marked_as_invalid")) {
      fields.put(flag, row.getBoolean(flag));
    }
    return fields;
  }

  private static long days(Row row) {
    OffsetDateTime from = row.getOffsetDateTime("created_at");
    OffsetDateTime to = row.getOffsetDateTime("last_active_at");
    return 1 + Math.max(0, Duration.between(from.truncatedTo(ChronoUnit.DAYS), to).toDays());
  }
}
