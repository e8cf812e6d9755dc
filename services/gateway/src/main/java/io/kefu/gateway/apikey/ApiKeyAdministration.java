package io.kefu.gateway.apikey;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.audit.AuditLog;
import io.kefu.gateway.collection.Listing;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Makes and revokes API keys, each with its audit entry in one transaction. */
@ApplicationScoped
public class ApiKeyAdministration {

  private static final int MAX_NAME = 100;
  private static final String KIND = "api_key";

  private static final String CREATE =
      "INSERT INTO api_keys (tenant_id, key_id, prefix, secret_hash, name, scopes, created_by,"
          + " created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
  private static final String GET =
      "SELECT "
          + ApiKeyRecord.COLUMNS
          + " FROM api_keys WHERE tenant_id = $1 AND key_id = $2 FOR UPDATE";
  private static final String LIST =
      "SELECT "
          + ApiKeyRecord.COLUMNS
          + " FROM api_keys WHERE tenant_id = $1 AND ($2::boolean IS NULL OR"
          + " (revoked_at IS NULL AND expires_at > $3) = $2) AND ";
  private static final String REVOKE =
      "UPDATE api_keys SET revoked_at = $3 WHERE tenant_id = $1 AND key_id = $2"
          + " AND revoked_at IS NULL";

  /**
   * A new key; the text is shown once.
   *
   * @param key what is kept
   * @param text what the integration sends
   */
  public record Made(ApiKeyRecord key, String text) {

    @Override
    public String toString() {
      return "Made[" + key.prefix() + "]";
    }
  }

  private final TenantScope tenants;
  private final AuditLog audit;
  private final ApiKeyConfig config;
  private final Clock clock;
  private final Identity ids;
  private final ApiKeys keys;
  private final SecureRandom random = new SecureRandom();

  ApiKeyAdministration(
      TenantScope tenants,
      AuditLog audit,
      ApiKeyConfig config,
      Clock clock,
      Identity ids,
      ApiKeys keys) {
    this.tenants = tenants;
    this.audit = audit;
    this.config = config;
    this.clock = clock;
    this.ids = ids;
    this.keys = keys;
  }

  /** Makes a key that may do what the scopes say, at most what the actor may. */
  public Uni<Made> create(
      AuditLog.Actor actor, String name, List<String> scopes, Instant expiresAt) {
    Instant now = clock.instant();
    Instant end = expiresAt == null ? now.plus(config.defaultLife()) : expiresAt;
    check(name, scopes, end, now);
    if (!actor.subject().permissions().containsAll(scopes)) {
      throw new ProblemException(
          403, "beyond_your_permissions", "A key cannot have permissions that you do not have.");
    }
    String tenantId = actor.subject().tenantId();
    ApiKey key = ApiKey.fresh(tenantId, random);
    UUID keyId = ids.next();
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(CREATE)
                .execute(
                    Tuple.tuple()
                        .addString(tenantId)
                        .addUUID(keyId)
                        .addString(key.prefix())
                        .addValue(Buffer.buffer(key.secretHash()))
                        .addString(name)
                        .addArrayOfString(Set.copyOf(scopes).toArray(String[]::new))
                        .addUUID(UUID.fromString(actor.subject().id()))
                        .addOffsetDateTime(utc(now))
                        .addOffsetDateTime(utc(end)))
                .flatMap(done -> find(connection, tenantId, keyId))
                .call(
                    made ->
                        audit.write(
                            connection,
                            actor,
                            "api_key.created",
                            KIND,
                            keyId.toString(),
                            null,
                            made.audited()))
                .map(made -> new Made(made, key.text())));
  }

  /** One page of keys; {@code inForce} may be null. */
  public Uni<Listing.Slice<ApiKeyRecord>> list(
      String tenantId, Boolean inForce, Listing<ApiKeyRecord.Order> listing) {
    String sql =
        LIST + listing.condition("key_id", "uuid", 4, 5) + listing.order("key_id") + " LIMIT $6";
    Tuple values =
        Tuple.tuple()
            .addString(tenantId)
            .addBoolean(inForce)
            .addOffsetDateTime(utc(clock.instant()))
            .addString(listing.afterValue())
            .addString(listing.afterId())
            .addInteger(listing.rows());
    return tenants
        .inTransaction(tenantId, connection -> connection.preparedQuery(sql).execute(values))
        .map(
            rows -> {
              List<ApiKeyRecord> found = new ArrayList<>();
              for (Row row : rows) {
                found.add(ApiKeyRecord.of(row));
              }
              return listing.slice(
                  found,
                  key -> new Listing.Place(key.createdAt().toString(), key.keyId().toString()));
            });
  }

  /** Revokes a key: here at once, on every replica within seconds. */
  public Uni<Void> revoke(AuditLog.Actor actor, UUID keyId) {
    String tenantId = actor.subject().tenantId();
    return tenants
        .inTransaction(
            tenantId,
            connection ->
                find(connection, tenantId, keyId)
                    .flatMap(
                        before ->
                            before.revokedAt() != null
                                ? Uni.createFrom().voidItem()
                                : connection
                                    .preparedQuery(REVOKE)
                                    .execute(Tuple.of(tenantId, keyId, utc(clock.instant())))
                                    .flatMap(
                                        done ->
                                            audit.write(
                                                connection,
                                                actor,
                                                "api_key.revoked",
                                                KIND,
                                                keyId.toString(),
                                                before.audited(),
                                                null))))
        .invoke(keys::forgetAll);
  }

  private static Uni<ApiKeyRecord> find(SqlConnection connection, String tenantId, UUID keyId) {
    return connection
        .preparedQuery(GET)
        .execute(Tuple.of(tenantId, keyId))
        .map(
            rows -> {
              var iterator = rows.iterator();
              if (!iterator.hasNext()) {
                throw new ProblemException(404, "api_key_not_found", "There is no such key.");
              }
              return ApiKeyRecord.of(iterator.next());
            });
  }

  private void check(String name, List<String> scopes, Instant end, Instant now) {
    if (name == null || name.isBlank() || name.length() > MAX_NAME || name.indexOf('\0') >= 0) {
      throw invalid("name", "must have 1 to " + MAX_NAME + " characters");
    }
    if (scopes == null || scopes.isEmpty() || scopes.stream().anyMatch(s -> s == null)) {
      throw invalid("scopes", "must name the permissions of the key");
    }
    if (!end.isAfter(now) || end.isAfter(now.plus(config.longestLife()))) {
      throw invalid(
          "expires_at", "must lie in the next " + config.longestLife().toDays() + " days");
    }
  }

  private static ProblemException invalid(String field, String message) {
    return new ProblemException(
        400,
        "invalid_request",
        "Correct the fields listed under errors.",
        List.of(new Problem.FieldError(field, message)));
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
