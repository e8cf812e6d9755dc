package io.kefu.gateway.user;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.audit.AuditLog;
import io.kefu.gateway.auth.SecondFactors;
import io.kefu.gateway.auth.UserAccess;
import io.kefu.gateway.collection.ExpectedVersion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Creates users and changes them. Each change, its check and its audit entry are one transaction
 * that holds the tenant's row, so two administrators cannot shut each other out at once. Nobody
 * gives a permission, or touches a person with a permission, that they lack; the last enabled
 * administrator stays one.
 */
@ApplicationScoped
public class UserAdministration {

  private static final Pattern USERNAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._@-]{1,63}");
  private static final int MAX_NAME = 100;
  private static final String KIND = "user";

  private static final String CREATE =
      "INSERT INTO users (tenant_id, user_id, username, display_name, role, password_hash,"
          + " one_time_until, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)"
          + " ON CONFLICT DO NOTHING";
  private static final String CHANGE =
      "UPDATE users SET display_name = $3, role = $4, enabled = $5, version = version + 1,"
          + " updated_at = $6 WHERE tenant_id = $1 AND user_id = $2";
  private static final String PASSWORD =
      "UPDATE users SET password_hash = $3, one_time_until = $4, version = version + 1,"
          + " updated_at = $5 WHERE tenant_id = $1 AND user_id = $2";

  /**
   * A user and the password to hand on; the password is shown once.
   *
   * @param user user
   * @param password good for changing it
   */
  public record Invited(UserRecord user, UserAccess.OneTimePassword password) {}

  private final TenantScope tenants;
  private final UserAccess access;
  private final SecondFactors factors;
  private final UserGuard guard;
  private final AuditLog audit;
  private final Clock clock;
  private final Identity ids;

  UserAdministration(
      TenantScope tenants,
      UserAccess access,
      SecondFactors factors,
      UserGuard guard,
      AuditLog audit,
      Clock clock,
      Identity ids) {
    this.tenants = tenants;
    this.access = access;
    this.factors = factors;
    this.guard = guard;
    this.audit = audit;
    this.clock = clock;
    this.ids = ids;
  }

  /** Creates a user in the actor's tenant. */
  public Uni<Invited> create(
      AuditLog.Actor actor, String username, String displayName, String role) {
    String tenantId = actor.subject().tenantId();
    String shown = displayName == null ? username : displayName;
    checkNames(username, shown);
    return access
        .oneTimePassword()
        .flatMap(
            password ->
                tenants.inTransaction(
                    tenantId,
                    connection ->
                        guard
                            .mayGive(connection, actor, role)
                            .flatMap(
                                may ->
                                    insert(connection, tenantId, username, shown, role, password))
                            .call(
                                user ->
                                    audit.write(
                                        connection,
                                        actor,
                                        "user.created",
                                        KIND,
                                        user.userId().toString(),
                                        null,
                                        user.audited()))
                            .map(user -> new Invited(user, password))));
  }

  /** Stores a user in the caller's transaction, which has checked that it may be. */
  public Uni<UserRecord> insert(
      SqlConnection connection,
      String tenantId,
      String username,
      String displayName,
      String role,
      UserAccess.OneTimePassword password) {
    checkNames(username, displayName);
    UUID userId = ids.next();
    return connection
        .preparedQuery(CREATE)
        .execute(
            Tuple.from(
                List.of(
                    tenantId,
                    userId,
                    username,
                    displayName,
                    role,
                    password.hash(),
                    password.until(),
                    now())))
        .invoke(
            rows -> {
              if (rows.rowCount() == 0) {
                throw new ProblemException(409, "user_exists", "This username is taken.");
              }
            })
        .flatMap(rows -> UserDirectory.lock(connection, tenantId, userId));
  }

  /** Changes name or role; null leaves a value as it is. */
  public Uni<UserRecord> change(
      AuditLog.Actor actor,
      UUID userId,
      ExpectedVersion expected,
      String displayName,
      String role) {
    if (displayName != null) {
      checkName(displayName);
    }
    return edit(
        actor,
        userId,
        "user.changed",
        (connection, before) -> {
          expected.check(before.version());
          String newRole = role == null ? before.role() : role;
          String newName = displayName == null ? before.displayName() : displayName;
          boolean sameRole = newRole.equals(before.role());
          return (sameRole
                  ? Uni.createFrom().voidItem()
                  : guard.mayGive(connection, actor, newRole))
              .flatMap(may -> store(connection, actor, before, newName, newRole, before.enabled()))
              .flatMap(
                  done ->
                      sameRole
                          ? Uni.createFrom().voidItem()
                          : access.renewTokens(
                              connection, actor.subject().tenantId(), userId.toString()));
        });
  }

  /** Shuts a user out, everywhere within seconds, or lets them in again. */
  public Uni<UserRecord> setEnabled(AuditLog.Actor actor, UUID userId, boolean enabled) {
    return edit(
        actor,
        userId,
        enabled ? "user.enabled" : "user.disabled",
        (connection, before) ->
            before.enabled() == enabled
                ? Uni.createFrom().voidItem()
                : store(connection, actor, before, before.displayName(), before.role(), enabled)
                    .flatMap(
                        done ->
                            enabled
                                ? Uni.createFrom().voidItem()
                                : access.withdraw(
                                    connection,
                                    actor.subject().tenantId(),
                                    userId.toString(),
                                    "user_disabled")));
  }

  /** Gives a user a one-time password and ends their logins. */
  public Uni<Invited> resetPassword(AuditLog.Actor actor, UUID userId) {
    refuseSelf(actor, userId);
    return access
        .oneTimePassword()
        .flatMap(
            password ->
                edit(
                        actor,
                        userId,
                        "user.password_reset",
                        (connection, before) ->
                            setPassword(
                                connection,
                                actor.subject().tenantId(),
                                userId,
                                password.hash(),
                                password.until()))
                    .map(user -> new Invited(user, password)));
  }

  /** Takes a lost authenticator away and ends the user's logins. */
  public Uni<UserRecord> resetSecondFactor(AuditLog.Actor actor, UUID userId) {
    refuseSelf(actor, userId);
    String tenantId = actor.subject().tenantId();
    return edit(
        actor,
        userId,
        "user.totp_reset",
        (connection, before) ->
            factors
                .remove(connection, tenantId, userId)
                .flatMap(
                    gone ->
                        access.withdraw(connection, tenantId, userId.toString(), "totp_reset")));
  }

  /** Stores a password and ends the user's logins, in the caller's transaction. */
  Uni<Void> setPassword(
      SqlConnection connection, String tenantId, UUID userId, String hash, OffsetDateTime until) {
    return connection
        .preparedQuery(PASSWORD)
        .execute(
            Tuple.tuple()
                .addString(tenantId)
                .addUUID(userId)
                .addString(hash)
                .addOffsetDateTime(until)
                .addOffsetDateTime(now()))
        .flatMap(
            done -> access.withdraw(connection, tenantId, userId.toString(), "password_changed"));
  }

  @FunctionalInterface
  private interface Edit {
    Uni<Void> apply(SqlConnection connection, UserRecord before);
  }

  private Uni<UserRecord> edit(AuditLog.Actor actor, UUID userId, String action, Edit work) {
    String tenantId = actor.subject().tenantId();
    return tenants
        .inTransaction(
            tenantId,
            connection ->
                guard
                    .lockTenant(connection, tenantId)
                    .flatMap(locked -> UserDirectory.lock(connection, tenantId, userId))
                    .call(before -> guard.mayTouch(connection, actor, before))
                    .flatMap(
                        before ->
                            work.apply(connection, before)
                                .flatMap(done -> UserDirectory.lock(connection, tenantId, userId))
                                .call(
                                    after ->
                                        audit.write(
                                            connection,
                                            actor,
                                            action,
                                            KIND,
                                            userId.toString(),
                                            before.audited(),
                                            after.audited()))))
        .call(access::afterWithdrawal);
  }

  private Uni<Void> store(
      SqlConnection connection,
      AuditLog.Actor actor,
      UserRecord before,
      String displayName,
      String role,
      boolean enabled) {
    String tenantId = actor.subject().tenantId();
    return connection
        .preparedQuery(CHANGE)
        .execute(Tuple.from(List.of(tenantId, before.userId(), displayName, role, enabled, now())))
        .flatMap(done -> guard.stillAdministered(connection, tenantId, before));
  }

  /** Their own go through their account, which asks for what a stolen token does not have. */
  private static void refuseSelf(AuditLog.Actor actor, UUID userId) {
    if (actor.subject().id().equals(userId.toString())) {
      throw new ProblemException(
          409, "own_account", "Change your own under /api/v1/account; this is for other people's.");
    }
  }

  private static void checkNames(String username, String displayName) {
    if (username == null || !USERNAME.matcher(username).matches()) {
      throw invalid(
          "username", "must have 2 to 64 letters, digits, . _ @ or -, a letter or digit first");
    }
    checkName(displayName);
  }

  private static void checkName(String displayName) {
    if (displayName.isBlank() || displayName.length() > MAX_NAME || displayName.contains("\0")) {
      throw invalid("display_name", "must have 1 to " + MAX_NAME + " characters");
    }
  }

  private static ProblemException invalid(String field, String message) {
    return new ProblemException(
        400,
        "invalid_request",
        "Correct the fields listed under errors.",
        List.of(new Problem.FieldError(field, message)));
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
