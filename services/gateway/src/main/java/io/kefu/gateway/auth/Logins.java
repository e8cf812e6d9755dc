package io.kefu.gateway.auth;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Lets agents and users in, keeps them in, and lets them out.
 *
 * <p>The tenant of a login: the one it names, else the only one of the installation; with several
 * tenants it must be named, since agent ids and usernames are unique within a tenant only. From
 * then on every query is confined to that tenant. Unknown tenant, unknown name, wrong secret and
 * disabled account get the same answer after the same time.
 */
@ApplicationScoped
public class Logins {

  private static final Logger LOG = Logger.getLogger(Logins.class);
  private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
  private static final int MAX_SECRET = 512;

  /**
   * A try to get in.
   *
   * @param tenantId tenant, when the caller named one (nullable)
   * @param kind agent or user
   * @param name agent id or username
   * @param secret secret key or password
   * @param code second factor, when the caller sent one (nullable)
   * @param address where it comes from
   */
  public record Attempt(
      String tenantId, SubjectKind kind, String name, String secret, String code, String address) {

    @Override
    public String toString() {
      return "Attempt[" + tenantId + ", " + kind + ", " + name + ", " + address + "]";
    }
  }

  /**
   * Somebody is in.
   *
   * @param access access token
   * @param refreshToken for the next access token
   * @param passwordChangeRequired whether the tokens are good for nothing but that
   */
  public record Admitted(
      AccessTokens.Issued access, String refreshToken, boolean passwordChangeRequired) {}

  private final TenantScope tenants;
  private final Accounts accounts;
  private final SecretHashes hashes;
  private final LoginThrottle throttle;
  private final RefreshTokens refreshTokens;
  private final Revocations revocations;
  private final AccessTokens accessTokens;
  private final Identity ids;
  private final SecondFactors secondFactors;
  private final Clock clock;

  Logins(
      TenantScope tenants,
      Accounts accounts,
      SecretHashes hashes,
      LoginThrottle throttle,
      RefreshTokens refreshTokens,
      Revocations revocations,
      AccessTokens accessTokens,
      Identity ids,
      SecondFactors secondFactors,
      Clock clock) {
    this.tenants = tenants;
    this.accounts = accounts;
    this.hashes = hashes;
    this.throttle = throttle;
    this.refreshTokens = refreshTokens;
    this.revocations = revocations;
    this.accessTokens = accessTokens;
    this.ids = ids;
    this.secondFactors = secondFactors;
    this.clock = clock;
  }

  /** Checks a name and its secret; fails with a problem when they do not let anyone in. */
  public Uni<Admitted> login(Attempt attempt) {
    return tenantOf(attempt).flatMap(tenantId -> login(tenantId, attempt));
  }

  private Uni<String> tenantOf(Attempt attempt) {
    if (attempt.tenantId() != null) {
      return Uni.createFrom().item(attempt.tenantId());
    }
    return accounts
        .onlyTenant()
        .map(
            only ->
                only.orElseThrow(
                    () ->
                        new ProblemException(
                            400, "tenant_required", "Name your tenant in the field tenant.")));
  }

  private Uni<Admitted> login(String tenantId, Attempt attempt) {
    if (!TENANT.matcher(tenantId).matches() || attempt.secret().length() > MAX_SECRET) {
      return hashes.matchesNobody("").flatMap(no -> Uni.createFrom().failure(refused()));
    }
    LoginThrottle.Attempt counted =
        new LoginThrottle.Attempt(tenantId, attempt.kind(), attempt.name(), attempt.address());
    return tenants
        .inTransaction(
            tenantId,
            connection ->
                throttle
                    .locked(connection, counted)
                    .flatMap(
                        wait -> {
                          wait.ifPresent(Logins::refuseLocked);
                          return switch (attempt.kind()) {
                            case AGENT -> accounts.agent(connection, tenantId, attempt.name());
                            case USER -> accounts.userByName(connection, tenantId, attempt.name());
                            case API_KEY -> Uni.createFrom().item(Optional.<Account>empty());
                          };
                        }))
        // The hash is computed between two transactions: a slow hash must not hold a connection.
        .flatMap(account -> check(account, attempt.secret()))
        .flatMap(
            account ->
                account.isPresent()
                    ? admit(account.get(), attempt.code(), counted)
                    : turnAway(counted));
  }

  private Uni<Optional<Account>> check(Optional<Account> account, String secret) {
    Uni<Boolean> matches =
        account
            .map(found -> hashes.matches(secret, found.secretHash()))
            .orElseGet(() -> hashes.matchesNobody(secret));
    return matches.map(good -> account.filter(found -> good && found.usableAt(clock.instant())));
  }

  private Uni<Admitted> admit(Account account, String code, LoginThrottle.Attempt counted) {
    if (account.secondFactor() && code == null) {
      return Uni.createFrom().failure(codeRequired());
    }
    Subject subject = account.admitted();
    UUID family = ids.next();
    return tenants
        .inTransaction(
            subject.tenantId(),
            connection ->
                // Again, since others may have failed while this hash was computed: of many
                // guesses at once no more are heard than one after the other.
                throttle
                    .locked(connection, counted)
                    .invoke(wait -> wait.ifPresent(Logins::refuseLocked))
                    .flatMap(free -> passes(connection, account, code))
                    .flatMap(
                        passed ->
                            passed
                                ? found(connection, subject, family, counted).map(Optional::of)
                                : Uni.createFrom().item(Optional.<RefreshToken>empty())))
        .flatMap(
            refresh ->
                refresh.isEmpty()
                    ? turnAway(counted)
                    : Uni.createFrom()
                        .item(
                            () ->
                                new Admitted(
                                    accessTokens.issue(subject, family),
                                    refresh.get().text(),
                                    account.oneTimeUntil().isPresent())));
  }

  private Uni<Boolean> passes(SqlConnection connection, Account account, String code) {
    return account.secondFactor()
        ? secondFactors.accept(
            connection, account.subject().tenantId(), UUID.fromString(account.subject().id()), code)
        : Uni.createFrom().item(true);
  }

  private Uni<RefreshToken> found(
      SqlConnection connection, Subject subject, UUID family, LoginThrottle.Attempt counted) {
    return throttle
        .succeeded(connection, counted)
        .flatMap(done -> refreshTokens.found(connection, subject, family));
  }

  private Uni<Admitted> turnAway(LoginThrottle.Attempt counted) {
    LOG.infof(
        "login refused: tenant=%s kind=%s address=%s",
        counted.tenantId(), counted.kind().wireName(), counted.address());
    return tenants
        .inTransaction(
            counted.tenantId(),
            connection ->
                throttle
                    .locked(connection, counted)
                    .invoke(wait -> wait.ifPresent(Logins::refuseLocked))
                    .flatMap(free -> throttle.failed(connection, counted))
                    .invoke(wait -> wait.ifPresent(Logins::refuseLocked)))
        .flatMap(done -> Uni.createFrom().failure(refused()));
  }

  /** Gives the next tokens for a refresh token; role and state are read anew. */
  public Uni<Admitted> refresh(String refreshToken) {
    Optional<RefreshToken> read = RefreshToken.parse(refreshToken);
    if (read.isEmpty()) {
      return Uni.createFrom().failure(staleRefresh());
    }
    RefreshToken token = read.get();
    return tenants
        .inTransaction(
            token.tenantId(),
            connection ->
                refreshTokens
                    .rotate(connection, token)
                    .flatMap(
                        rotated ->
                            rotated.isEmpty()
                                ? Uni.createFrom().item(Optional.<Renewed>empty())
                                : accounts
                                    .byId(
                                        connection,
                                        token.tenantId(),
                                        rotated.get().kind(),
                                        rotated.get().subjectId())
                                    .map(
                                        account ->
                                            account
                                                .filter(found -> found.usableAt(clock.instant()))
                                                .map(found -> new Renewed(found, rotated.get())))))
        .flatMap(
            renewed ->
                renewed.isEmpty()
                    ? revocations
                        .refresh()
                        .flatMap(done -> Uni.createFrom().<Admitted>failure(staleRefresh()))
                    : Uni.createFrom()
                        .item(
                            () ->
                                new Admitted(
                                    accessTokens.issue(
                                        renewed.get().account().admitted(),
                                        renewed.get().rotated().familyId()),
                                    renewed.get().rotated().next().text(),
                                    renewed.get().account().oneTimeUntil().isPresent())));
  }

  private record Renewed(Account account, RefreshTokens.Rotated rotated) {}

  /** Ends the login that a token belongs to, on every replica. */
  public Uni<Void> logout(AccessClaims claims) {
    String tenantId = claims.subject().tenantId();
    return tenants
        .inTransaction(
            tenantId,
            connection ->
                refreshTokens.revokeFamily(connection, tenantId, claims.familyId(), "logout"))
        .flatMap(done -> revocations.refresh());
  }

  private static void refuseLocked(Duration wait) {
    throw new ProblemException(
        429, "login_locked", "Too many failed logins; wait before the next one.", wait);
  }

  private static ProblemException refused() {
    return new ProblemException(
        401, "login_refused", "Name or secret is wrong, or the account is not active.");
  }

  private static ProblemException codeRequired() {
    return new ProblemException(
        401,
        "totp_required",
        "Send the code of your authenticator, or a recovery code, in the field totp.");
  }

  private static ProblemException staleRefresh() {
    return new ProblemException(
        401, "refresh_refused", "The refresh token is not valid any more; log in again.");
  }
}
