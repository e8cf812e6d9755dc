package io.kefu.gateway.auth;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.quarkus.scheduler.Scheduled;
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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Rotating refresh tokens. A login founds a family; each use spends a token and gives the next one.
 * A spent token that comes back means that two parties hold the chain, so the whole family is
 * revoked and with it every access token that grew from it.
 */
@ApplicationScoped
class RefreshTokens {

  private static final Logger LOG = Logger.getLogger(RefreshTokens.class);

  private static final String FOUND_FAMILY =
      "INSERT INTO token_families (tenant_id, family_id, subject_kind, subject, created_at,"
          + " expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
  private static final String STORE =
      "INSERT INTO refresh_tokens (tenant_id, token_id, family_id, secret_hash, issued_at,"
          + " expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
  // The row lock makes two simultaneous uses of one token follow each other.
  private static final String FIND =
      "SELECT r.secret_hash, r.spent_at, r.expires_at, f.family_id, f.subject_kind, f.subject,"
          + " f.revoked_at, f.expires_at AS family_expires_at FROM refresh_tokens r"
          + " JOIN token_families f USING (tenant_id, family_id)"
          + " WHERE r.tenant_id = $1 AND r.token_id = $2 FOR UPDATE";
  private static final String SPEND =
      "UPDATE refresh_tokens SET spent_at = $3 WHERE tenant_id = $1 AND token_id = $2";
  private static final String REVOKE_FAMILY =
      "UPDATE token_families SET revoked_at = $3, revoke_reason = $4"
          + " WHERE tenant_id = $1 AND family_id = $2 AND revoked_at IS NULL";
  private static final String REVOKE_SUBJECT =
      "UPDATE token_families SET revoked_at = $4, revoke_reason = $5"
          + " WHERE tenant_id = $1 AND subject_kind = $2 AND subject = $3 AND revoked_at IS NULL";
  private static final String PURGE = "DELETE FROM token_families WHERE expires_at < $1";

  /**
   * What became of a use.
   *
   * @param next the token to hand out
   * @param familyId family
   * @param kind kind of its subject
   * @param subjectId its subject
   */
  record Rotated(RefreshToken next, UUID familyId, SubjectKind kind, String subjectId) {}

  private final TenantScope tenants;
  private final Revocations revocations;
  private final AuthConfig config;
  private final Clock clock;
  private final Identity ids;
  private final SecureRandom random = new SecureRandom();

  RefreshTokens(
      TenantScope tenants, Revocations revocations, AuthConfig config, Clock clock, Identity ids) {
    this.tenants = tenants;
    this.revocations = revocations;
    this.config = config;
    this.clock = clock;
    this.ids = ids;
  }

  /** First token of a new family. */
  Uni<RefreshToken> found(SqlConnection connection, Subject subject, UUID familyId) {
    Instant now = clock.instant();
    return connection
        .preparedQuery(FOUND_FAMILY)
        .execute(
            Tuple.from(
                List.of(
                    subject.tenantId(),
                    familyId,
                    subject.kind().wireName(),
                    subject.id(),
                    utc(now),
                    utc(now.plus(config.familyLifetime())))))
        .flatMap(
            done ->
                store(
                    connection,
                    subject.tenantId(),
                    familyId,
                    now,
                    now.plus(config.refreshTokenLifetime())));
  }

  /** Spends a token; an empty answer means that it lets nobody in. */
  Uni<Optional<Rotated>> rotate(SqlConnection connection, RefreshToken token) {
    return connection
        .preparedQuery(FIND)
        .execute(Tuple.of(token.tenantId(), token.tokenId()))
        .flatMap(
            rows -> {
              var iterator = rows.iterator();
              if (!iterator.hasNext()) {
                return Uni.createFrom().item(Optional.empty());
              }
              return use(connection, token, iterator.next());
            });
  }

  private Uni<Optional<Rotated>> use(SqlConnection connection, RefreshToken token, Row row) {
    Instant now = clock.instant();
    UUID family = row.getUUID("family_id");
    if (!token.hasSecretOf(row.getBuffer("secret_hash").getBytes())
        || row.getOffsetDateTime("revoked_at") != null
        || expired(row, "expires_at", now)
        || expired(row, "family_expires_at", now)) {
      return Uni.createFrom().item(Optional.empty());
    }
    if (row.getOffsetDateTime("spent_at") != null) {
      LOG.warnf(
          "spent refresh token used again, login revoked: tenant=%s subject=%s family=%s",
          token.tenantId(), row.getString("subject"), family);
      return revokeFamily(connection, token.tenantId(), family, "refresh_token_reused")
          .replaceWith(Optional.empty());
    }
    Instant familyEnd = row.getOffsetDateTime("family_expires_at").toInstant();
    Instant end = now.plus(config.refreshTokenLifetime());
    return connection
        .preparedQuery(SPEND)
        .execute(Tuple.of(token.tenantId(), token.tokenId(), utc(now)))
        .flatMap(
            spent ->
                store(
                    connection,
                    token.tenantId(),
                    family,
                    now,
                    end.isBefore(familyEnd) ? end : familyEnd))
        .map(
            next ->
                Optional.of(
                    new Rotated(
                        next,
                        family,
                        SubjectKind.of(row.getString("subject_kind")),
                        row.getString("subject"))));
  }

  /** Ends one login. */
  Uni<Void> revokeFamily(SqlConnection connection, String tenantId, UUID family, String reason) {
    return connection
        .preparedQuery(REVOKE_FAMILY)
        .execute(Tuple.of(tenantId, family, utc(clock.instant()), reason))
        .flatMap(
            done ->
                revocations.revoke(
                    connection, tenantId, Revocation.Scope.FAMILY, family.toString()));
  }

  /** Ends every login of a subject. */
  Uni<Void> revokeSubject(
      SqlConnection connection, String tenantId, SubjectKind kind, String id, String reason) {
    return connection
        .preparedQuery(REVOKE_SUBJECT)
        .execute(Tuple.of(tenantId, kind.wireName(), id, utc(clock.instant()), reason))
        .flatMap(done -> revocations.revoke(connection, tenantId, Revocation.Scope.of(kind), id));
  }

  @Scheduled(every = "1h", delayed = "5m")
  Uni<Void> purge() {
    return tenants
        .acrossTenants(
            connection -> connection.preparedQuery(PURGE).execute(Tuple.of(utc(clock.instant()))))
        .replaceWithVoid();
  }

  private Uni<RefreshToken> store(
      SqlConnection connection, String tenantId, UUID family, Instant now, Instant end) {
    RefreshToken token = RefreshToken.fresh(tenantId, ids.next(), random);
    return connection
        .preparedQuery(STORE)
        .execute(
            Tuple.of(
                tenantId,
                token.tokenId(),
                family,
                Buffer.buffer(token.secretHash()),
                utc(now),
                utc(end)))
        .replaceWith(token);
  }

  private static boolean expired(Row row, String column, Instant now) {
    return !now.isBefore(row.getOffsetDateTime(column).toInstant());
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
