package io.kefu.erp.privacy;

import io.kefu.chassis.tenancy.TenantScope;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Seals what is open, or sealed with an old key, once at each start and before anything is pulled
 * or pushed: a customer whose phone has no fingerprint yet would be taken for a stranger. In
 * batches, each a transaction; several replicas share the work. A key that rows still need and that
 * is not configured stops the start.
 */
@Startup
@ApplicationScoped
public class SealSweep {

  private static final Logger LOG = Logger.getLogger(SealSweep.class);
  private static final int BATCH = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** A table: its columns that hold fields by name, or values of the field that a column names. */
  private enum Table {
    CUSTOMER("customer", List.of("fields", "agreed"), List.of()),
    OUTBOX_EVENT("outbox_event", List.of("fields"), List.of()),
    FROM_ERP_EVENT("from_erp_event", List.of("fields"), List.of()),
    FIELD_DECISION(
        "field_decision", List.of(), List.of("old_value", "new_value", "ours", "theirs")),
    FIELD_CONFLICT("field_conflict", List.of(), List.of("ours", "theirs"));

    private final String table;
    private final List<String> objects;
    private final List<String> values;

    Table(String table, List<String> objects, List<String> values) {
      this.table = table;
      this.objects = objects;
      this.values = values;
    }
  }

  private final TenantScope tenants;
  private final SensitiveFields sensitive;

  /** Uses the service's own pool. */
  public SealSweep(TenantScope tenants, SensitiveFields sensitive) {
    this.tenants = tenants;
    this.sensitive = sensitive;
  }

  @PostConstruct
  void atStart() {
    run();
  }

  /** Sweeps all tables; blocks; answers how many rows were sealed. */
  public int run() {
    int sealed = 0;
    for (Table table : Table.values()) {
      int batch;
      do {
        batch = tenants.acrossTenants(tx -> sweep(tx, table)).await().atMost(PATIENCE);
        sealed += batch;
      } while (batch > 0);
    }
    if (sealed > 0) {
      LOG.infof("sealed with the present key: rows=%d", sealed);
    }
    return sealed;
  }

  private Uni<Integer> sweep(SqlConnection tx, Table table) {
    // The rows are locked, so their ctid names them until the transaction ends.
    String select =
        "SELECT ctid::text AS place, * FROM "
            + table.table
            + " WHERE sealed_with IS DISTINCT FROM $1 LIMIT $2 FOR UPDATE SKIP LOCKED";
    return tx.preparedQuery(select)
        .execute(Tuple.of(sensitive.keyId(), BATCH))
        .flatMap(
            rows -> {
              List<Tuple> updates = new ArrayList<>();
              rows.forEach(row -> updates.add(update(table, row)));
              return updates.isEmpty()
                  ? Uni.createFrom().item(0)
                  : tx.preparedQuery(sql(table)).executeBatch(updates).replaceWith(updates.size());
            });
  }

  private static String sql(Table table) {
    List<String> columns = new ArrayList<>(table.objects);
    columns.addAll(table.values);
    if (table == Table.CUSTOMER) {
      columns.addAll(List.of("phone_print", "wechat_print"));
    }
    if (table == Table.FIELD_CONFLICT) {
      columns.add("values_print");
    }
    StringBuilder sql = new StringBuilder("UPDATE " + table.table + " SET sealed_with = $2");
    for (int i = 0; i < columns.size(); i++) {
      sql.append(", ").append(columns.get(i)).append(" = $").append(i + 3);
    }
    return sql.append(" WHERE ctid = $1::text::tid").toString();
  }

  private Tuple update(Table table, Row row) {
    String tenant = row.getString("tenant_id");
    String customer = row.getString("customer_id");
    String sealedWith = row.getString("sealed_with");
    if (sealedWith != null && !sensitive.hasKey(sealedWith)) {
      throw new IllegalStateException(
          "rows of "
              + table.table
              + " are sealed with the key "
              + sealedWith
              + ", which kefu.erp.data-keys no longer holds: add it again, at the end");
    }
    Tuple update = Tuple.of(row.getString("place"), sensitive.keyId());
    Map<String, Object> open = new LinkedHashMap<>();
    for (String column : table.objects) {
      Map<String, Object> stored = row.getJsonObject(column).getMap();
      Map<String, Object> fields =
          sealedWith == null ? stored : sensitive.open(tenant, customer, stored);
      if (column.equals("fields")) {
        open.putAll(fields);
      }
      update.addValue(new JsonObject(sensitive.seal(tenant, customer, fields)));
    }
    for (String column : table.values) {
      Object stored = row.getValue(column);
      String field = row.getString("field");
      Object value =
          sealedWith == null || !(stored instanceof String text)
              ? stored
              : sensitive.openText(tenant, customer, field, text);
      open.put(column, value);
      update.addValue(sensitive.seal(tenant, customer, field, value));
    }
    if (table == Table.CUSTOMER) {
      update.addValue(sensitive.phonePrint(tenant, open.get("phone")).orElse(null));
      update.addValue(sensitive.wechatPrint(tenant, open.get("wechat_id")).orElse(null));
    }
    if (table == Table.FIELD_CONFLICT) {
      update.addValue(
          sensitive.valuesPrint(
              tenant, String.valueOf(open.get("ours")), String.valueOf(open.get("theirs"))));
    }
    return update;
  }
}
