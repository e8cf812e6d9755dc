package io.kefu.ai.form;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.tenancy.TenantScope;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowIterator;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;

/** Each tenant's schemas; the defaults where it has none. Blocks its caller. */
@ApplicationScoped
public class FormSchemas {

  private static final String READ =
      "SELECT schema FROM form_schema WHERE tenant_id = $1 AND label = $2";
  private static final String PUT =
      """
      INSERT INTO form_schema AS f (tenant_id, label, version, schema, changed_at)
      VALUES ($1, $2, 1, $3, now())
      ON CONFLICT (tenant_id, label) DO UPDATE SET
        version = f.version + 1, schema = excluded.schema, changed_at = now()
      """;

  private final Map<FormLabel, FormSchema> defaults = new EnumMap<>(FormLabel.class);
  private final TenantScope tenants;
  private final ObjectMapper json;
  private final FormConfig config;

  /** Reads the defaults. */
  public FormSchemas(TenantScope tenants, ObjectMapper json, FormConfig config) {
    this.tenants = tenants;
    this.json = json;
    this.config = config;
    for (FormLabel label : FormLabel.values()) {
      defaults.put(label, new FormSchema(label.defaultSchema(), json));
    }
  }

  /** The schema a tenant uses. */
  public FormSchema of(String tenantId, FormLabel label) {
    RowIterator<Row> rows =
        tenants
            .inTransaction(
                tenantId,
                connection ->
                    connection.preparedQuery(READ).execute(Tuple.of(tenantId, label.code())))
            .await()
            .atMost(config.patience())
            .iterator();
    return rows.hasNext()
        ? new FormSchema(rows.next().getString("schema"), json)
        : defaults.get(label);
  }

  /**
   * Replaces a tenant's schema.
   *
   * @throws IllegalArgumentException when it is no schema of an object
   */
  public void put(String tenantId, FormLabel label, String schema) {
    new FormSchema(schema, json);
    tenants
        .inTransaction(
            tenantId,
            connection ->
                connection.preparedQuery(PUT).execute(Tuple.of(tenantId, label.code(), schema)))
        .await()
        .atMost(config.patience());
  }
}
