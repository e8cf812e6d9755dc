package io.kefu.gateway.auth;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Function;

/** Gives users their passwords, checks them, and takes users' access away. */
@ApplicationScoped
public class UserAccess {

  // Easy to read out over a telephone: no look-alikes; 20 of 30 letters are 98 bits.
  private static final String LETTERS = "23456789abcdefghjkmnpqrstvwxyz";
  private static final int ONE_TIME_LETTERS = 20;
  private static final int GROUP = 5;

  /**
   * A password that an administrator hands on; shown once, since only its hash is kept.
   *
   * @param password to log in with and to change
   * @param hash for the table
   * @param until when it ends
   */
  public record OneTimePassword(String password, String hash, OffsetDateTime until) {

    @Override
    public String toString() {
      return "OneTimePassword[]";
    }
  }

  private final TenantScope tenants;
  private final Accounts accounts;
  private final SecretHashes hashes;
  private final LoginThrottle throttle;
  private final RefreshTokens refreshTokens;
  private final Revocations revocations;
  private final AuthConfig config;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  UserAccess(
      TenantScope tenants,
      Accounts accounts,
      SecretHashes hashes,
      LoginThrottle throttle,
      RefreshTokens refreshTokens,
      Revocations revocations,
      AuthConfig config,
      Clock clock) {
    this.tenants = tenants;
    this.accounts = accounts;
    this.hashes = hashes;
    this.throttle = throttle;
    this.refreshTokens = refreshTokens;
    this.revocations = revocations;
    this.config = config;
    this.clock = clock;
  }

  /** A fresh one-time password. */
  public Uni<OneTimePassword> oneTimePassword() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < ONE_TIME_LETTERS; i++) {
      text.append(i > 0 && i % GROUP == 0 ? "-" : "")
          .append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    String password = text.toString();
    OffsetDateTime until =
        clock.instant().plus(config.oneTimePasswordLife()).atOffset(ZoneOffset.UTC);
    return hashes.hash(password).map(hash -> new OneTimePassword(password, hash, until));
  }

  /** The hash of a password that its owner chose. */
  public Uni<String> hash(String password) {
    return hashes.hash(password);
  }

  /**
   * Makes sure that it is still the person who logged in: their password again. Failures count as
   * failed logins do, so a stolen token is no way around the lockout.
   *
   * @throws ProblemException 403 when it is wrong, 429 after too many failures
   */
  public Uni<Void> requirePassword(Subject user, String password, String address) {
    return guarded(
        user,
        address,
        "password_wrong",
        "The password is not the one you log in with.",
        connection ->
            accounts
                .byId(connection, user.tenantId(), SubjectKind.USER, user.id())
                .map(account -> account.map(Account::secretHash)),
        hash ->
            hash.map(known -> hashes.matches(password, known))
                .orElseGet(() -> hashes.matchesNobody(password)));
  }

  /** The same for a code of the second factor, accepted or not by the given check. */
  public Uni<Void> requireCode(
      Subject user, String address, Function<SqlConnection, Uni<Boolean>> check) {
    return guarded(
        user,
        address,
        "totp_wrong",
        "The code is wrong, was used already, or its time is over; wait for the next one.",
        check,
        good -> Uni.createFrom().item(good));
  }

  private <T> Uni<Void> guarded(
      Subject user,
      String address,
      String code,
      String detail,
      Function<SqlConnection, Uni<T>> read,
      Function<T, Uni<Boolean>> check) {
    LoginThrottle.Attempt counted =
        new LoginThrottle.Attempt(user.tenantId(), SubjectKind.USER, user.name(), address);
    return tenants
        .inTransaction(
            user.tenantId(),
            connection ->
                throttle
                    .locked(connection, counted)
                    .invoke(
                        wait ->
                            wait.ifPresent(
                                left -> {
                                  throw new ProblemException(
                                      429, "login_locked", "Too many failures; wait.", left);
                                }))
                    .flatMap(free -> read.apply(connection)))
        .flatMap(check::apply)
        .flatMap(
            good ->
                good
                    ? Uni.createFrom().voidItem()
                    : tenants
                        .inTransaction(
                            user.tenantId(), connection -> throttle.failed(connection, counted))
                        .flatMap(
                            done ->
                                Uni.createFrom().failure(new ProblemException(403, code, detail))));
  }

  /** Ends every login of a user in the caller's transaction. */
  public Uni<Void> withdraw(
      SqlConnection connection, String tenantId, String userId, String reason) {
    return refreshTokens.revokeSubject(connection, tenantId, SubjectKind.USER, userId, reason);
  }

  /**
   * Ends a user's access tokens but not the logins: the next refresh brings tokens with what the
   * user may do by then.
   */
  public Uni<Void> renewTokens(SqlConnection connection, String tenantId, String userId) {
    return revocations.revoke(connection, tenantId, Revocation.Scope.USER, userId);
  }

  /** Ends every token of a tenant, agents' included; the logins end as their accounts are shut. */
  public Uni<Void> withdrawTenant(SqlConnection connection, String tenantId) {
    return revocations.revoke(connection, tenantId, Revocation.Scope.TENANT, tenantId);
  }

  /** Makes this replica see withdrawals at once; the others see them within seconds. */
  public Uni<Void> afterWithdrawal() {
    return revocations.refresh();
  }
}
