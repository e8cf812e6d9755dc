package io.kefu.gateway.user;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.gateway.audit.AuditLog;
import io.kefu.gateway.auth.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** The limits of an administrator's power; every check runs in the transaction of the change. */
@ApplicationScoped
class UserGuard {

  private static final String LOCK = "SELECT 1 FROM tenants WHERE tenant_id = $1 FOR UPDATE";
  private static final String HOLDERS =
      "SELECT count(*) AS holders FROM users WHERE tenant_id = $1 AND role = $2 AND enabled";
  private static final Set<String> INDISPENSABLE =
      Set.of(Role.ADMIN.wireName(), Role.PLATFORM_ADMIN.wireName());

  private final RoleCatalog roles;

  UserGuard(RoleCatalog roles) {
    this.roles = roles;
  }

  /** Changes of a tenant's people follow each other from here on. */
  Uni<Void> lockTenant(SqlConnection connection, String tenantId) {
    return connection.preparedQuery(LOCK).execute(Tuple.of(tenantId)).replaceWithVoid();
  }

  /** Refuses a role that does not exist (400) or that gives what the actor lacks (403). */
  Uni<Void> mayGive(SqlConnection connection, AuditLog.Actor actor, String role) {
    return roles
        .permissions(connection, actor.subject().tenantId(), role)
        .invoke(
            given ->
                requireHeld(
                    actor,
                    given.orElseThrow(
                        () ->
                            new ProblemException(
                                400, "unknown_role", "There is no such role; see /api/v1/roles."))))
        .replaceWithVoid();
  }

  /** Refuses to touch a person who may do what the actor may not. */
  Uni<Void> mayTouch(SqlConnection connection, AuditLog.Actor actor, UserRecord user) {
    return roles
        .permissions(connection, actor.subject().tenantId(), user.role())
        .invoke(held -> requireHeld(actor, held.orElse(Set.of())))
        .replaceWithVoid();
  }

  /** Refuses a set of permissions that the actor does not hold. */
  static void requireHeld(AuditLog.Actor actor, Set<String> permissions) {
    if (!actor.subject().permissions().containsAll(permissions)) {
      throw new ProblemException(
          403, "beyond_your_permissions", "It would need permissions that you do not have.");
    }
  }

  /** Refuses a change after which the tenant would have lost its last administrator. */
  Uni<Void> stillAdministered(SqlConnection connection, String tenantId, UserRecord before) {
    if (!before.enabled() || !INDISPENSABLE.contains(before.role())) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(HOLDERS)
        .execute(Tuple.of(tenantId, before.role()))
        .invoke(
            rows -> {
              if (rows.iterator().next().getLong("holders") == 0) {
                throw new ProblemException(
                    409,
                    "last_administrator",
                    "This is the last enabled administrator; make another one first.");
              }
            })
        .replaceWithVoid();
  }
}
