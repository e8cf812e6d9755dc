package io.kefu.gateway.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.auth.SecretSeal;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * The keys of writes and their answers, in the database, so that every replica knows them. A key is
 * taken before the write begins; of two callers at once one takes it and the other is told to come
 * back. A write whose replica was killed between its commit and its answer may be done again after
 * a minute: what must not happen twice has a unique key of its own.
 */
@ApplicationScoped
class IdempotencyKeys {

  private static final Duration COME_BACK = Duration.ofSeconds(1);

  private static final String TAKE =
      "INSERT INTO idempotency_keys AS k (tenant_id, subject, key, request_hash, created_at,"
          + " locked_until, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"
          + " ON CONFLICT (tenant_id, subject, key) DO UPDATE SET"
          + " request_hash = excluded.request_hash, status = NULL, headers = NULL,"
          + " sealed_body = NULL, created_at = excluded.created_at,"
          + " locked_until = excluded.locked_until, expires_at = excluded.expires_at"
          + " WHERE k.expires_at <= $5 OR (k.status IS NULL AND k.locked_until <= $5"
          + " AND k.request_hash = excluded.request_hash)";
  private static final String FIND =
      "SELECT request_hash, status, headers, sealed_body FROM idempotency_keys"
          + " WHERE tenant_id = $1 AND subject = $2 AND key = $3";
  private static final String STORE =
      "UPDATE idempotency_keys SET status = $4, headers = $5, sealed_body = $6"
          + " WHERE tenant_id = $1 AND subject = $2 AND key = $3 AND status IS NULL";
  private static final String RELEASE =
      "DELETE FROM idempotency_keys WHERE tenant_id = $1 AND subject = $2 AND key = $3"
          + " AND status IS NULL";
  private static final String PURGE = "DELETE FROM idempotency_keys WHERE expires_at < $1";

  /**
   * A key that was taken.
   *
   * @param tenantId tenant
   * @param subject who writes
   * @param key what they sent
   */
  record Taken(String tenantId, String subject, String key) {

    String label() {
      return "idempotency/" + tenantId + "/" + subject + "/" + key;
    }
  }

  private final TenantScope tenants;
  private final SecretSeal seal;
  private final ObjectMapper json;
  private final IdempotencyConfig config;
  private final Clock clock;

  IdempotencyKeys(
      TenantScope tenants,
      SecretSeal seal,
      ObjectMapper json,
      IdempotencyConfig config,
      Clock clock) {
    this.tenants = tenants;
    this.seal = seal;
    this.json = json;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Takes a key; fails with {@link Repetition} when the write was done, with a problem when it is
   * being done (409) or was another one (422).
   */
  Uni<Void> take(Taken key, byte[] requestHash) {
    Instant now = clock.instant();
    Tuple values =
        Tuple.tuple()
            .addString(key.tenantId())
            .addString(key.subject())
            .addString(key.key())
            .addValue(Buffer.buffer(requestHash))
            .addOffsetDateTime(utc(now))
            .addOffsetDateTime(utc(now.plus(config.abandoned())))
            .addOffsetDateTime(utc(now.plus(config.kept())));
    return tenants.inTransaction(
        key.tenantId(),
        connection ->
            connection
                .preparedQuery(TAKE)
                .execute(values)
                .flatMap(
                    rows ->
                        rows.rowCount() == 1
                            ? Uni.createFrom().voidItem()
                            : known(connection, key, requestHash)));
  }

  /** Keeps the answer of a write that ended. */
  Uni<Void> store(Taken key, StoredAnswer answer) {
    return tenants
        .inTransaction(
            key.tenantId(),
            connection ->
                connection
                    .preparedQuery(STORE)
                    .execute(
                        Tuple.of(
                            key.tenantId(),
                            key.subject(),
                            key.key(),
                            answer.status(),
                            text(answer.headers()),
                            Buffer.buffer(seal.seal(answer.body(), key.label())))))
        .replaceWithVoid();
  }

  /** Gives a key back: the write failed for a reason that may be gone next time. */
  Uni<Void> release(Taken key) {
    return tenants
        .inTransaction(
            key.tenantId(),
            connection ->
                connection
                    .preparedQuery(RELEASE)
                    .execute(Tuple.of(key.tenantId(), key.subject(), key.key())))
        .replaceWithVoid();
  }

  @Scheduled(every = "1h", delayed = "11m")
  Uni<Void> purge() {
    return tenants
        .acrossTenants(
            connection -> connection.preparedQuery(PURGE).execute(Tuple.of(utc(clock.instant()))))
        .replaceWithVoid();
  }

  private Uni<Void> known(SqlConnection connection, Taken key, byte[] requestHash) {
    return connection
        .preparedQuery(FIND)
        .execute(Tuple.of(key.tenantId(), key.subject(), key.key()))
        .flatMap(
            rows -> {
              var iterator = rows.iterator();
              Row row = iterator.hasNext() ? iterator.next() : null;
              return Uni.createFrom().failure(refusal(key, row, requestHash));
            });
  }

  private RuntimeException refusal(Taken key, Row row, byte[] requestHash) {
    if (row != null
        && !java.util.Arrays.equals(row.getBuffer("request_hash").getBytes(), requestHash)) {
      return new ProblemException(
          422,
          "idempotency_key_reused",
          "This Idempotency-Key was used for another request; take a fresh one.");
    }
    if (row == null || row.getInteger("status") == null) {
      return new ProblemException(
          409, "idempotency_in_progress", "The same request is being done; repeat it.", COME_BACK);
    }
    return new Repetition(
        new StoredAnswer(
            row.getInteger("status"),
            headers(row.getString("headers")),
            seal.open(row.getBuffer("sealed_body").getBytes(), key.label())));
  }

  private String text(Map<String, String> headers) {
    try {
      return json.writeValueAsString(headers);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("headers are not writable as JSON", e);
    }
  }

  private Map<String, String> headers(String text) {
    try {
      return json.readValue(text, new TypeReference<Map<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored headers are no JSON", e);
    }
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
