package io.kefu.gateway.auth;

import io.kefu.chassis.tenancy.TenantScope;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Counts failed logins of a name, once for the address they come from (few are free) and once for
 * all addresses together (more are free, so that a stranger cannot easily lock a customer out).
 * Names that do not exist are counted alike: the answer must not tell them apart. Counts live in
 * the database, so every replica holds the same lock.
 */
@ApplicationScoped
class LoginThrottle {

  private static final String FIND =
      "SELECT max(locked_until) AS locked_until FROM login_failures"
          + " WHERE tenant_id = $1 AND throttle_key IN ($2, $3) AND locked_until > $4";
  // A failure long after the last one starts counting anew.
  private static final String COUNT =
      "INSERT INTO login_failures AS f (tenant_id, throttle_key, failures, last_failure_at)"
          + " VALUES ($1, $2, 1, $3) ON CONFLICT (tenant_id, throttle_key) DO UPDATE SET"
          + " failures = CASE WHEN f.last_failure_at < $4 THEN 1 ELSE f.failures + 1 END,"
          + " last_failure_at = $3 RETURNING failures, locked_until";
  private static final String LOCK =
      "UPDATE login_failures SET locked_until = $3 WHERE tenant_id = $1 AND throttle_key = $2";
  private static final String CLEAR =
      "DELETE FROM login_failures WHERE tenant_id = $1 AND throttle_key IN ($2, $3)";
  private static final String PURGE =
      "DELETE FROM login_failures WHERE last_failure_at < $1"
          + " AND (locked_until IS NULL OR locked_until < $1)";

  private final TenantScope tenants;
  private final AuthConfig.Lockout config;
  private final Clock clock;
  private final LockoutPolicy perAddress;
  private final LockoutPolicy perName;

  LoginThrottle(TenantScope tenants, AuthConfig config, Clock clock) {
    this.tenants = tenants;
    this.config = config.lockout();
    this.clock = clock;
    this.perAddress =
        new LockoutPolicy(
            this.config.failuresPerAddress(), this.config.first(), this.config.longest());
    this.perName =
        new LockoutPolicy(
            this.config.failuresPerName(), this.config.first(), this.config.longest());
  }

  /** Who tries, as the throttle counts it. */
  record Attempt(String tenantId, SubjectKind kind, String name, String address) {

    Buffer addressKey() {
      return key(address);
    }

    Buffer nameKey() {
      return key("");
    }

    private Buffer key(String from) {
      String text = kind.wireName() + '\n' + name.toLowerCase(Locale.ROOT) + '\n' + from;
      try {
        return Buffer.buffer(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this JVM has no SHA-256", e);
      }
    }
  }

  /** How long the attempt must still wait; empty when it may be made. */
  Uni<Optional<Duration>> locked(SqlConnection connection, Attempt attempt) {
    Instant now = clock.instant();
    return connection
        .preparedQuery(FIND)
        .execute(Tuple.of(attempt.tenantId(), attempt.addressKey(), attempt.nameKey(), utc(now)))
        .map(
            rows ->
                Optional.ofNullable(rows.iterator().next().getOffsetDateTime("locked_until"))
                    .map(until -> Duration.between(now, until.toInstant())));
  }

  /**
   * Counts a failure. Failures of a name wait for each other here, so of many at once each sees
   * what those before it did: when they locked the name meanwhile, this answers how long, and the
   * caller gives the transaction up.
   */
  Uni<Optional<Duration>> failed(SqlConnection connection, Attempt attempt) {
    return count(connection, attempt.tenantId(), attempt.addressKey(), perAddress)
        .flatMap(
            locked ->
                locked.isPresent()
                    ? Uni.createFrom().item(locked)
                    : count(connection, attempt.tenantId(), attempt.nameKey(), perName));
  }

  Uni<Void> succeeded(SqlConnection connection, Attempt attempt) {
    return connection
        .preparedQuery(CLEAR)
        .execute(Tuple.of(attempt.tenantId(), attempt.addressKey(), attempt.nameKey()))
        .replaceWithVoid();
  }

  @Scheduled(every = "1h", delayed = "7m")
  Uni<Void> purge() {
    Instant old = clock.instant().minus(config.memory());
    return tenants
        .acrossTenants(connection -> connection.preparedQuery(PURGE).execute(Tuple.of(utc(old))))
        .replaceWithVoid();
  }

  private Uni<Optional<Duration>> count(
      SqlConnection connection, String tenantId, Buffer key, LockoutPolicy policy) {
    Instant now = clock.instant();
    return connection
        .preparedQuery(COUNT)
        .execute(Tuple.from(List.of(tenantId, key, utc(now), utc(now.minus(config.memory())))))
        .flatMap(
            rows -> {
              Row row = rows.iterator().next();
              OffsetDateTime until = row.getOffsetDateTime("locked_until");
              if (until != null && until.toInstant().isAfter(now)) {
                return Uni.createFrom().item(Optional.of(Duration.between(now, until.toInstant())));
              }
              Duration wait = policy.waitAfter(row.getInteger("failures"));
              Uni<?> locked =
                  wait.isZero()
                      ? Uni.createFrom().voidItem()
                      : connection
                          .preparedQuery(LOCK)
                          .execute(Tuple.of(tenantId, key, utc(now.plus(wait))));
              return locked.replaceWith(Optional.<Duration>empty());
            });
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
