package io.kefu.gateway.apikey;

import io.kefu.gateway.collection.Listing;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A key of an integration, without its secret.
 *
 * @param keyId id
 * @param prefix how to recognise it
 * @param name what it is for
 * @param scopes what it may do at most
 * @param createdBy user who made it
 * @param createdAt when
 * @param expiresAt when it ends
 * @param lastUsedAt when it was used last, to the minute (absent: never)
 * @param revokedAt when it was revoked (absent: in force)
 */
public record ApiKeyRecord(
    UUID keyId,
    String prefix,
    String name,
    List<String> scopes,
    UUID createdBy,
    Instant createdAt,
    Instant expiresAt,
    Instant lastUsedAt,
    Instant revokedAt) {

  static final String COLUMNS =
      "key_id, prefix, name, scopes, created_by, created_at, expires_at, last_used_at, revoked_at";

  /** Keys that the list can be sorted by. */
  public enum Order implements Listing.Sort {
    /** By age. */
    CREATED_AT;

    @Override
    public String column() {
      return "created_at";
    }

    @Override
    public String type() {
      return "timestamptz";
    }
  }

  static ApiKeyRecord of(Row row) {
    return new ApiKeyRecord(
        row.getUUID("key_id"),
        row.getString("prefix"),
        row.getString("name"),
        Arrays.stream(row.getArrayOfStrings("scopes")).sorted().toList(),
        row.getUUID("created_by"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("expires_at").toInstant(),
        instant(row.getOffsetDateTime("last_used_at")),
        instant(row.getOffsetDateTime("revoked_at")));
  }

  Map<String, Object> audited() {
    return Map.of(
        "prefix", prefix, "name", name, "scopes", scopes, "expires_at", expiresAt.toString());
  }

  private static Instant instant(OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
