package io.kefu.gateway.auth;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The authenticators of users. A secret counts from its confirmation on, so that nobody locks
 * themselves out with a code they cannot make. Each time step and each recovery code is accepted
 * once: the row is locked while it is looked at, so two replicas cannot both accept it.
 */
@ApplicationScoped
public class SecondFactors {

  /**
   * What the authenticator is told; shown once.
   *
   * @param secret base32
   * @param uri for a QR code
   */
  @Schema(name = "TotpEnrolment")
  public record Enrolled(String secret, String uri) {

    @Override
    public String toString() {
      return "Enrolled[]";
    }
  }

  private static final String ISSUER = "Kefu";
  private static final Pattern CODE = Pattern.compile("\\d{" + Totp.DIGITS + "}");

  private static final String ENROL =
      "INSERT INTO second_factors (tenant_id, user_id, sealed_secret, created_at)"
          + " VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, user_id) DO UPDATE SET"
          + " sealed_secret = excluded.sealed_secret, created_at = excluded.created_at,"
          + " last_step = 0 WHERE second_factors.confirmed_at IS NULL";
  private static final String FIND =
      "SELECT sealed_secret, last_step, confirmed_at FROM second_factors"
          + " WHERE tenant_id = $1 AND user_id = $2 FOR UPDATE";
  private static final String USE =
      "UPDATE second_factors SET last_step = $3, confirmed_at = coalesce(confirmed_at, $4)"
          + " WHERE tenant_id = $1 AND user_id = $2";
  private static final String REMOVE =
      "DELETE FROM second_factors WHERE tenant_id = $1 AND user_id = $2";
  private static final String STORE_RECOVERY =
      "INSERT INTO recovery_codes (tenant_id, user_id, code_hash) VALUES ($1, $2, $3)";
  private static final String USE_RECOVERY =
      "DELETE FROM recovery_codes WHERE tenant_id = $1 AND user_id = $2 AND code_hash = $3";

  private final SecretSeal seal;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  SecondFactors(SecretSeal seal, Clock clock) {
    this.seal = seal;
    this.clock = clock;
  }

  /** Prepares an authenticator; empty when one is in use already. */
  public Uni<Optional<Enrolled>> enrol(SqlConnection connection, Subject user) {
    byte[] secret = Totp.freshSecret(random);
    UUID userId = UUID.fromString(user.id());
    return connection
        .preparedQuery(ENROL)
        .execute(
            Tuple.of(
                user.tenantId(),
                userId,
                Buffer.buffer(seal.seal(secret, label(user.tenantId(), userId))),
                now()))
        .map(
            rows ->
                rows.rowCount() == 0
                    ? Optional.empty()
                    : Optional.of(
                        new Enrolled(Totp.base32(secret), Totp.uri(ISSUER, user.name(), secret))));
  }

  /** Takes the prepared authenticator into use; the item is the recovery codes, shown once. */
  public Uni<Optional<List<String>>> confirm(
      SqlConnection connection, String tenantId, UUID userId, String code) {
    return find(connection, tenantId, userId)
        .flatMap(
            factor ->
                factor.filter(found -> !found.confirmed()).isEmpty()
                    ? Uni.createFrom().item(false)
                    : useCode(connection, tenantId, userId, factor.get(), code))
        .flatMap(
            good ->
                good
                    ? storeRecovery(connection, tenantId, userId).map(Optional::of)
                    : Uni.createFrom().item(Optional.empty()));
  }

  /** Whether a code of the authenticator or a recovery code is good; it is not good again. */
  public Uni<Boolean> accept(SqlConnection connection, String tenantId, UUID userId, String code) {
    String stripped = code.strip().replace(" ", "");
    if (!CODE.matcher(stripped).matches()) {
      return useRecovery(connection, tenantId, userId, stripped);
    }
    return find(connection, tenantId, userId)
        .flatMap(
            factor ->
                factor.filter(Factor::confirmed).isEmpty()
                    ? Uni.createFrom().item(false)
                    : useCode(connection, tenantId, userId, factor.get(), stripped));
  }

  /** Takes the authenticator away; false when there was none. */
  public Uni<Boolean> remove(SqlConnection connection, String tenantId, UUID userId) {
    return connection
        .preparedQuery(REMOVE)
        .execute(Tuple.of(tenantId, userId))
        .map(rows -> rows.rowCount() > 0);
  }

  private record Factor(byte[] secret, long lastStep, boolean confirmed) {}

  private Uni<Optional<Factor>> find(SqlConnection connection, String tenantId, UUID userId) {
    return connection
        .preparedQuery(FIND)
        .execute(Tuple.of(tenantId, userId))
        .map(
            rows -> {
              var iterator = rows.iterator();
              if (!iterator.hasNext()) {
                return Optional.empty();
              }
              Row row = iterator.next();
              return Optional.of(
                  new Factor(
                      seal.open(row.getBuffer("sealed_secret").getBytes(), label(tenantId, userId)),
                      row.getLong("last_step"),
                      row.getOffsetDateTime("confirmed_at") != null));
            });
  }

  private Uni<Boolean> useCode(
      SqlConnection connection, String tenantId, UUID userId, Factor factor, String code) {
    OptionalLong step = Totp.match(factor.secret(), code, clock.instant(), factor.lastStep());
    return step.isEmpty()
        ? Uni.createFrom().item(false)
        : connection
            .preparedQuery(USE)
            .execute(Tuple.of(tenantId, userId, step.getAsLong(), now()))
            .replaceWith(true);
  }

  private Uni<Boolean> useRecovery(
      SqlConnection connection, String tenantId, UUID userId, String code) {
    byte[] hash = RecoveryCode.hash(code);
    return hash == null
        ? Uni.createFrom().item(false)
        : connection
            .preparedQuery(USE_RECOVERY)
            .execute(Tuple.of(tenantId, userId, Buffer.buffer(hash)))
            .map(rows -> rows.rowCount() == 1);
  }

  private Uni<List<String>> storeRecovery(SqlConnection connection, String tenantId, UUID userId) {
    List<String> codes = RecoveryCode.fresh(random);
    return connection
        .preparedQuery(STORE_RECOVERY)
        .executeBatch(
            codes.stream()
                .map(code -> Tuple.of(tenantId, userId, Buffer.buffer(RecoveryCode.hash(code))))
                .toList())
        .replaceWith(codes);
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static String label(String tenantId, UUID userId) {
    return "totp/" + tenantId + "/" + userId;
  }
}
