package io.kefu.gateway.user;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.audit.AuditLog;
import io.kefu.gateway.auth.SecondFactors;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.auth.UserAccess;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a person does to their own account. A token alone is not enough: each change asks for the
 * password again, and taking the second factor away for a code of it too.
 */
@ApplicationScoped
public class OwnAccount {

  private static final String KIND = "user";

  private final TenantScope tenants;
  private final UserAccess access;
  private final UserAdministration users;
  private final UserDirectory directory;
  private final SecondFactors factors;
  private final AuditLog audit;

  OwnAccount(
      TenantScope tenants,
      UserAccess access,
      UserAdministration users,
      UserDirectory directory,
      SecondFactors factors,
      AuditLog audit) {
    this.tenants = tenants;
    this.access = access;
    this.users = users;
    this.directory = directory;
    this.factors = factors;
    this.audit = audit;
  }

  /** The caller as stored. */
  public Uni<UserRecord> get(Subject user) {
    return directory.get(user.tenantId(), id(user));
  }

  /** Changes the password and ends every login, this one too. */
  public Uni<Void> changePassword(AuditLog.Actor actor, String current, String fresh) {
    Subject user = actor.subject();
    PasswordPolicy.check(fresh, user.name());
    if (fresh.equals(current)) {
      throw new ProblemException(
          400, "weak_password", "Choose another password than the one you have.");
    }
    return access
        .requirePassword(user, current, actor.address())
        .flatMap(good -> access.hash(fresh))
        .flatMap(
            hash ->
                inTransaction(
                    actor,
                    "user.password_changed",
                    connection ->
                        users.setPassword(connection, user.tenantId(), id(user), hash, null)))
        .call(access::afterWithdrawal);
  }

  /** Prepares an authenticator; it counts once {@link #confirmTotp} has seen a code of it. */
  public Uni<SecondFactors.Enrolled> enrolTotp(AuditLog.Actor actor, String password) {
    return access
        .requirePassword(actor.subject(), password, actor.address())
        .flatMap(
            good ->
                tenants.inTransaction(
                    actor.subject().tenantId(),
                    connection -> factors.enrol(connection, actor.subject())))
        .map(
            enrolled ->
                enrolled.orElseThrow(
                    () ->
                        new ProblemException(
                            409, "totp_in_use", "Disable the authenticator in use first.")));
  }

  /** Takes the authenticator into use; the item is the recovery codes. */
  public Uni<List<String>> confirmTotp(AuditLog.Actor actor, String code) {
    Subject user = actor.subject();
    return tenants
        .inTransaction(
            user.tenantId(),
            connection ->
                factors
                    .confirm(connection, user.tenantId(), id(user), code.strip())
                    .call(
                        codes ->
                            codes.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : write(connection, actor, "user.totp_enabled")))
        .map(
            codes ->
                codes.orElseThrow(
                    () ->
                        new ProblemException(
                            409,
                            "totp_not_confirmed",
                            "The code is wrong, or no authenticator was prepared.")));
  }

  /** Takes the authenticator away. */
  public Uni<Void> disableTotp(AuditLog.Actor actor, String password, String code) {
    Subject user = actor.subject();
    return access
        .requirePassword(user, password, actor.address())
        .flatMap(
            good ->
                access.requireCode(
                    user,
                    actor.address(),
                    connection -> factors.accept(connection, user.tenantId(), id(user), code)))
        .flatMap(
            good ->
                inTransaction(
                    actor,
                    "user.totp_disabled",
                    connection ->
                        factors.remove(connection, user.tenantId(), id(user)).replaceWithVoid()));
  }

  @FunctionalInterface
  private interface Work {
    Uni<Void> apply(SqlConnection connection);
  }

  private Uni<Void> inTransaction(AuditLog.Actor actor, String action, Work work) {
    return tenants.inTransaction(
        actor.subject().tenantId(),
        connection -> work.apply(connection).flatMap(done -> write(connection, actor, action)));
  }

  private Uni<Void> write(SqlConnection connection, AuditLog.Actor actor, String action) {
    return audit.write(
        connection,
        actor,
        action,
        KIND,
        actor.subject().id(),
        null,
        Map.of("username", actor.subject().name()));
  }

  private static UUID id(Subject user) {
    return UUID.fromString(user.id());
  }
}
