package io.kefu.gateway.apikey;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.auth.AccessClaims;
import io.kefu.gateway.auth.Grants;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.auth.SubjectKind;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Knows whom a key lets in. Read from the database and believed for two seconds, so a revoked key,
 * a disabled creator or a shut tenant is out everywhere within the five seconds of issue 4. Wrong
 * secrets are not remembered; the limits per address bound what they cost.
 */
@ApplicationScoped
public class ApiKeys {

  private static final Logger LOG = Logger.getLogger(ApiKeys.class);

  // The creator's role as it is now bounds what the key may do. Index api_keys_by_prefix.
  private static final String FIND =
      "SELECT k.key_id, k.secret_hash, k.name, k.scopes, k.created_at, k.expires_at,"
          + " k.last_used_at, u.role, r.permissions FROM api_keys k"
          + " JOIN users u ON u.tenant_id = k.tenant_id AND u.user_id = k.created_by"
          + " JOIN tenants t ON t.tenant_id = k.tenant_id"
          + " LEFT JOIN roles r ON r.tenant_id = u.tenant_id AND r.role = u.role"
          + " WHERE k.tenant_id = $1 AND k.prefix = $2 AND k.revoked_at IS NULL"
          + " AND u.enabled AND t.enabled";
  private static final String USED =
      "UPDATE api_keys SET last_used_at = $3 WHERE tenant_id = $1 AND key_id = $2";

  private final TenantScope tenants;
  private final Grants grants;
  private final ApiKeyConfig config;
  private final Clock clock;
  private final Cache<Buffer, AccessClaims> believed;

  /** Remembers nothing yet. */
  public ApiKeys(TenantScope tenants, Grants grants, ApiKeyConfig config, Clock clock) {
    this.tenants = tenants;
    this.grants = grants;
    this.config = config;
    this.clock = clock;
    this.believed =
        Caffeine.newBuilder()
            .expireAfterWrite(config.belief())
            .maximumSize(config.remembered())
            .build();
  }

  /** Whether a bearer token has the form of a key. */
  public static boolean looksLike(String bearer) {
    return bearer.startsWith(ApiKey.START);
  }

  /** Whom a key lets in; empty when nobody. */
  public Uni<Optional<AccessClaims>> verify(String text) {
    Optional<ApiKey> key = ApiKey.parse(text);
    if (key.isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    ApiKey sent = key.get();
    Buffer cacheKey =
        Buffer.buffer(sent.tenantId() + '.' + sent.prefix() + '.').appendBytes(sent.secretHash());
    AccessClaims known = believed.getIfPresent(cacheKey);
    if (known != null) {
      return Uni.createFrom().item(Optional.of(known).filter(this::inForce));
    }
    return tenants
        .inTransaction(
            sent.tenantId(),
            connection ->
                connection.preparedQuery(FIND).execute(Tuple.of(sent.tenantId(), sent.prefix())))
        .map(
            rows -> {
              var iterator = rows.iterator();
              if (!iterator.hasNext()) {
                return Optional.empty();
              }
              Row row = iterator.next();
              Optional<AccessClaims> claims =
                  Optional.of(claims(sent.tenantId(), row))
                      .filter(
                          found ->
                              sent.hasSecretOf(row.getBuffer("secret_hash").getBytes())
                                  && inForce(found));
              claims.ifPresent(
                  found -> {
                    believed.put(cacheKey, found);
                    noteUse(sent.tenantId(), row);
                  });
              return claims;
            });
  }

  /** Reads every key anew; the others' beliefs end by themselves. */
  void forgetAll() {
    believed.invalidateAll();
  }

  private boolean inForce(AccessClaims claims) {
    return clock.instant().isBefore(claims.expiresAt());
  }

  private AccessClaims claims(String tenantId, Row row) {
    Set<String> creator =
        grants.of(tenantId, row.getString("role"), row.getArrayOfStrings("permissions"));
    Set<String> scopes =
        Arrays.stream(row.getArrayOfStrings("scopes"))
            .filter(creator::contains)
            .collect(Collectors.toUnmodifiableSet());
    return new AccessClaims(
        new Subject(
            tenantId,
            SubjectKind.API_KEY,
            row.getUUID("key_id").toString(),
            row.getString("name"),
            "api_key",
            scopes),
        row.getUUID("key_id"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("expires_at").toInstant());
  }

  /** Beside the request: a late note of use must not cost it anything. */
  private void noteUse(String tenantId, Row row) {
    Instant now = clock.instant();
    OffsetDateTime last = row.getOffsetDateTime("last_used_at");
    if (last != null && last.toInstant().plus(config.lastUse()).isAfter(now)) {
      return;
    }
    tenants
        .inTransaction(
            tenantId,
            connection ->
                connection
                    .preparedQuery(USED)
                    .execute(
                        Tuple.of(tenantId, row.getUUID("key_id"), now.atOffset(ZoneOffset.UTC))))
        .subscribe()
        .with(
            done -> LOG.debugf("use of an API key noted: key_id=%s", row.getUUID("key_id")),
            failure -> LOG.debugf("use of an API key not noted: %s", failure.getMessage()));
  }
}
