package io.kefu.gateway.tenant;

import io.kefu.gateway.collection.Listing;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.Map;

/**
 * A customer of the installation.
 *
 * @param tenantId id
 * @param name for people
 * @param enabled false while nobody of it is let in
 * @param version grows with every change
 * @param createdAt when it was created
 * @param updatedAt when it was changed
 */
public record TenantRecord(
    String tenantId,
    String name,
    boolean enabled,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  static final String COLUMNS = "tenant_id, name, enabled, version, created_at, updated_at";

  /** Keys that the list can be sorted by. */
  public enum Order implements Listing.Sort {
    /** By id. */
    TENANT_ID("tenant_id", "text"),
    /** By age. */
    CREATED_AT("created_at", "timestamptz");

    private final String column;
    private final String type;

    Order(String column, String type) {
      this.column = column;
      this.type = type;
    }

    @Override
    public String column() {
      return column;
    }

    @Override
    public String type() {
      return type;
    }

    Listing.Place of(TenantRecord tenant) {
      return new Listing.Place(
          this == TENANT_ID ? tenant.tenantId() : tenant.createdAt().toString(), tenant.tenantId());
    }
  }

  static TenantRecord of(Row row) {
    return new TenantRecord(
        row.getString("tenant_id"),
        row.getString("name"),
        row.getBoolean("enabled"),
        row.getLong("version"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("updated_at").toInstant());
  }

  Map<String, Object> audited() {
    return Map.of("name", name, "enabled", enabled);
  }
}
