package io.kefu.gateway.auth;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
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
   * @param address where it comes from
   */
  public record Attempt(
      String tenantId, SubjectKind kind, String name, String secret, String address) {

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
   */
  public record Admitted(AccessTokens.Issued access, String refreshToken) {}

  private final TenantScope tenants;
  private final Accounts accounts;
  private final SecretHashes hashes;
  private final LoginThrottle throttle;
  private final RefreshTokens refreshTokens;
  private final Revocations revocations;
  private final AccessTokens accessTokens;
  private final Identity ids;

  Logins(
      TenantScope tenants,
      Accounts accounts,
      SecretHashes hashes,
      LoginThrottle throttle,
      RefreshTokens refreshTokens,
      Revocations revocations,
      AccessTokens accessTokens,
      Identity ids) {
    this.tenants = tenants;
    this.accounts = accounts;
    this.hashes = hashes;
    this.throttle = throttle;
    this.refreshTokens = refreshTokens;
    this.revocations = revocations;
    this.accessTokens = accessTokens;
    this.ids = ids;
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
                          };
                        }))
        // The hash is computed between two transactions: a slow hash must not hold a connection.
        .flatMap(account -> check(account, attempt.secret()))
        .flatMap(
            account ->
                account.isPresent() ? admit(account.get().subject(), counted) : turnAway(counted));
  }

  private Uni<Optional<Account>> check(Optional<Account> account, String secret) {
    Uni<Boolean> matches =
        account
            .map(found -> hashes.matches(secret, found.secretHash()))
            .orElseGet(() -> hashes.matchesNobody(secret));
    return matches.map(good -> account.filter(found -> good && found.enabled()));
  }

  private Uni<Admitted> admit(Subject subject, LoginThrottle.Attempt counted) {
    UUID family = ids.next();
    return tenants
        .inTransaction(
            subject.tenantId(),
            connection ->
                throttle
                    .succeeded(connection, counted)
                    .flatMap(done -> refreshTokens.found(connection, subject, family)))
        .map(refresh -> new Admitted(accessTokens.issue(subject, family), refresh.text()));
  }

  private Uni<Admitted> turnAway(LoginThrottle.Attempt counted) {
    LOG.infof(
        "login refused: tenant=%s kind=%s address=%s",
        counted.tenantId(), counted.kind().wireName(), counted.address());
    return tenants
        .inTransaction(counted.tenantId(), connection -> throttle.failed(connection, counted))
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
                                                .filter(Account::enabled)
                                                .map(
                                                    found ->
                                                        new Renewed(
                                                            found.subject(), rotated.get())))))
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
                                        renewed.get().subject(),
                                        renewed.get().rotated().familyId()),
                                    renewed.get().rotated().next().text())));
  }

  private record Renewed(Subject subject, RefreshTokens.Rotated rotated) {}

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

  private static ProblemException staleRefresh() {
    return new ProblemException(
        401, "refresh_refused", "The refresh token is not valid any more; log in again.");
  }
}
