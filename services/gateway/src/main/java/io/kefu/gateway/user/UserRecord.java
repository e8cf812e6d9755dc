package io.kefu.gateway.user;

import io.kefu.gateway.collection.Listing;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A person who logs in.
 *
 * @param userId id
 * @param username unique within the tenant, whatever its case
 * @param displayName for people
 * @param role built-in role or one of the tenant's own
 * @param enabled false while shut out
 * @param passwordChangeRequired whether the password was given by an administrator
 * @param totp whether a second factor is in use
 * @param version grows with every change
 * @param createdAt when it was created
 * @param updatedAt when it was changed
 */
public record UserRecord(
    UUID userId,
    String username,
    String displayName,
    String role,
    boolean enabled,
    boolean passwordChangeRequired,
    boolean totp,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  /** Columns that {@link #of} reads; the table is {@code u}. */
  static final String COLUMNS =
      "u.user_id, u.username, u.display_name, u.role, u.enabled,"
          + " u.one_time_until IS NOT NULL AS one_time, u.version, u.created_at, u.updated_at,"
          + " EXISTS (SELECT 1 FROM second_factors f WHERE f.tenant_id = u.tenant_id"
          + " AND f.user_id = u.user_id AND f.confirmed_at IS NOT NULL) AS totp";

  /** Keys that the list can be sorted by. */
  public enum Order implements Listing.Sort {
    /** By name. */
    USERNAME("lower(u.username)", "text"),
    /** By age. */
    CREATED_AT("u.created_at", "timestamptz");

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

    Listing.Place of(UserRecord user) {
      return new Listing.Place(
          this == USERNAME
              ? user.username().toLowerCase(java.util.Locale.ROOT)
              : user.createdAt().toString(),
          user.userId().toString());
    }
  }

  static UserRecord of(Row row) {
    return new UserRecord(
        row.getUUID("user_id"),
        row.getString("username"),
        row.getString("display_name"),
        row.getString("role"),
        row.getBoolean("enabled"),
        row.getBoolean("one_time"),
        row.getBoolean("totp"),
        row.getLong("version"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("updated_at").toInstant());
  }

  /** What the audit log keeps of it. */
  Map<String, Object> audited() {
    return Map.of(
        "username", username, "display_name", displayName, "role", role, "enabled", enabled);
  }
}
