package io.kefu.gateway.user;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.audit.AuditLog;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.auth.Role;
import io.kefu.gateway.auth.UserAccess;
import io.kefu.gateway.collection.ExpectedVersion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A tenant's own roles, made of existing permissions. Nobody makes or changes a role that gives
 * what they lack. A changed role is in force within seconds: the tokens of its holders are
 * withdrawn, their logins go on.
 */
@ApplicationScoped
public class RoleAdministration {

  private static final int MAX_DESCRIPTION = 200;
  private static final String KIND = "role";

  private static final String CREATE =
      "INSERT INTO roles (tenant_id, role, permissions, description, created_at, updated_at)"
          + " VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT DO NOTHING";
  private static final String CHANGE =
      "UPDATE roles SET permissions = $3, description = $4, version = version + 1, updated_at = $5"
          + " WHERE tenant_id = $1 AND role = $2";
  private static final String DELETE = "DELETE FROM roles WHERE tenant_id = $1 AND role = $2";
  private static final String HOLDERS =
      "SELECT user_id FROM users WHERE tenant_id = $1 AND role = $2";

  private final TenantScope tenants;
  private final UserGuard guard;
  private final UserAccess access;
  private final AuditLog audit;
  private final Clock clock;

  RoleAdministration(
      TenantScope tenants, UserGuard guard, UserAccess access, AuditLog audit, Clock clock) {
    this.tenants = tenants;
    this.guard = guard;
    this.access = access;
    this.audit = audit;
    this.clock = clock;
  }

  /** Makes a role. */
  public Uni<RoleRecord> create(
      AuditLog.Actor actor, String name, List<String> permissions, String description) {
    if (!Role.isName(name) || Role.of(name).isPresent()) {
      throw invalid(
          "role", "must have 2 to 32 lower-case letters, digits, _ or -, and not be built in");
    }
    Set<String> given = checked(actor, permissions);
    String text = description == null ? "" : description;
    checkDescription(text);
    String tenantId = actor.subject().tenantId();
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(CREATE)
                .execute(Tuple.of(tenantId, name, given.toArray(String[]::new), text, now()))
                .invoke(
                    rows -> {
                      if (rows.rowCount() == 0) {
                        throw new ProblemException(409, "role_exists", "This role exists.");
                      }
                    })
                .flatMap(rows -> RoleCatalog.lock(connection, tenantId, name))
                .call(
                    role ->
                        audit.write(
                            connection, actor, "role.created", KIND, name, null, role.audited())));
  }

  /** Changes a role; null leaves a value as it is. */
  public Uni<RoleRecord> change(
      AuditLog.Actor actor,
      String name,
      ExpectedVersion expected,
      List<String> permissions,
      String description) {
    refuseBuiltIn(name);
    Set<String> given = permissions == null ? null : checked(actor, permissions);
    if (description != null) {
      checkDescription(description);
    }
    String tenantId = actor.subject().tenantId();
    return tenants
        .inTransaction(
            tenantId,
            connection ->
                guard
                    .lockTenant(connection, tenantId)
                    .flatMap(locked -> RoleCatalog.lock(connection, tenantId, name))
                    .flatMap(
                        before -> {
                          expected.check(before.version());
                          UserGuard.requireHeld(actor, Set.copyOf(before.permissions()));
                          Set<String> after =
                              given == null ? Set.copyOf(before.permissions()) : given;
                          String text = description == null ? before.description() : description;
                          return store(connection, tenantId, name, after, text)
                              .call(
                                  role ->
                                      audit.write(
                                          connection,
                                          actor,
                                          "role.changed",
                                          KIND,
                                          name,
                                          before.audited(),
                                          role.audited()));
                        }))
        .call(access::afterWithdrawal);
  }

  /** Deletes a role that nobody has. */
  public Uni<Void> delete(AuditLog.Actor actor, String name, ExpectedVersion expected) {
    refuseBuiltIn(name);
    String tenantId = actor.subject().tenantId();
    return tenants.inTransaction(
        tenantId,
        connection ->
            guard
                .lockTenant(connection, tenantId)
                .flatMap(locked -> RoleCatalog.lock(connection, tenantId, name))
                .invoke(
                    before -> {
                      expected.check(before.version());
                      UserGuard.requireHeld(actor, Set.copyOf(before.permissions()));
                    })
                .call(
                    before ->
                        holders(connection, tenantId, name)
                            .invoke(
                                holders -> {
                                  if (!holders.isEmpty()) {
                                    throw new ProblemException(
                                        409, "role_in_use", "Give its users another role first.");
                                  }
                                }))
                .call(before -> connection.preparedQuery(DELETE).execute(Tuple.of(tenantId, name)))
                .flatMap(
                    before ->
                        audit.write(
                            connection,
                            actor,
                            "role.deleted",
                            KIND,
                            name,
                            before.audited(),
                            null)));
  }

  private Uni<RoleRecord> store(
      SqlConnection connection,
      String tenantId,
      String name,
      Set<String> permissions,
      String description) {
    return connection
        .preparedQuery(CHANGE)
        .execute(Tuple.of(tenantId, name, permissions.toArray(String[]::new), description, now()))
        .flatMap(done -> holders(connection, tenantId, name))
        .flatMap(
            holders -> {
              Uni<Void> all = Uni.createFrom().voidItem();
              for (UUID holder : holders) {
                all =
                    all.flatMap(
                        done -> access.renewTokens(connection, tenantId, holder.toString()));
              }
              return all;
            })
        .flatMap(done -> RoleCatalog.lock(connection, tenantId, name));
  }

  private static Uni<List<UUID>> holders(SqlConnection connection, String tenantId, String name) {
    return connection
        .preparedQuery(HOLDERS)
        .execute(Tuple.of(tenantId, name))
        .map(
            rows -> {
              List<UUID> found = new ArrayList<>();
              for (Row row : rows) {
                found.add(row.getUUID("user_id"));
              }
              return found;
            });
  }

  private static Set<String> checked(AuditLog.Actor actor, List<String> permissions) {
    if (permissions == null || permissions.isEmpty() || !Permission.ALL.containsAll(permissions)) {
      throw invalid("permissions", "must be some of " + Permission.ALL.stream().sorted().toList());
    }
    Set<String> given = Set.copyOf(new java.util.HashSet<>(permissions));
    UserGuard.requireHeld(actor, given);
    return given;
  }

  private static void refuseBuiltIn(String name) {
    if (Role.of(name).isPresent()) {
      throw new ProblemException(
          409, "role_built_in", "A built-in role cannot be changed; make one of your own.");
    }
  }

  private static void checkDescription(String text) {
    if (text.length() > MAX_DESCRIPTION || text.indexOf('\0') >= 0) {
      throw invalid("description", "must have at most " + MAX_DESCRIPTION + " characters");
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
