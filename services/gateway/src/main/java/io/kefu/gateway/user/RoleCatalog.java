package io.kefu.gateway.user;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.auth.Grants;
import io.kefu.gateway.auth.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The roles of a tenant: the built-in ones and its own. */
@ApplicationScoped
public class RoleCatalog {

  private static final String LIST =
      "SELECT role, description, permissions, version FROM roles WHERE tenant_id = $1"
          + " ORDER BY role";
  private static final String FIND =
      "SELECT role, description, permissions, version FROM roles"
          + " WHERE tenant_id = $1 AND role = $2";

  private final TenantScope tenants;
  private final Grants grants;

  RoleCatalog(TenantScope tenants, Grants grants) {
    this.tenants = tenants;
    this.grants = grants;
  }

  /** Every role: the built-in ones first. */
  public Uni<List<RoleRecord>> list(String tenantId) {
    return tenants
        .inTransaction(
            tenantId, connection -> connection.preparedQuery(LIST).execute(Tuple.of(tenantId)))
        .map(
            rows -> {
              List<RoleRecord> all = new ArrayList<>(builtIn(tenantId));
              for (Row row : rows) {
                all.add(record(row));
              }
              return all;
            });
  }

  /** One role; a problem 404 when there is none. */
  public Uni<RoleRecord> get(String tenantId, String name) {
    Optional<RoleRecord> known =
        builtIn(tenantId).stream().filter(role -> role.role().equals(name)).findFirst();
    requireName(name);
    return known.isPresent()
        ? Uni.createFrom().item(known.get())
        : tenants.inTransaction(tenantId, connection -> find(connection, tenantId, name, ""));
  }

  /** What a role gives in a tenant; empty when there is no such role there. */
  Uni<Optional<Set<String>>> permissions(SqlConnection connection, String tenantId, String name) {
    if (Role.of(name).isPresent()) {
      boolean there = builtIn(tenantId).stream().anyMatch(role -> role.role().equals(name));
      return Uni.createFrom()
          .item(there ? Optional.of(grants.of(tenantId, name, null)) : Optional.empty());
    }
    if (!Role.isName(name)) {
      return Uni.createFrom().item(Optional.empty());
    }
    return connection
        .preparedQuery(FIND + " FOR SHARE")
        .execute(Tuple.of(tenantId, name))
        .map(
            rows -> {
              var iterator = rows.iterator();
              return iterator.hasNext()
                  ? Optional.of(
                      grants.of(tenantId, name, iterator.next().getArrayOfStrings("permissions")))
                  : Optional.empty();
            });
  }

  /** A tenant's own role, kept as it is until the transaction ends. */
  static Uni<RoleRecord> lock(SqlConnection connection, String tenantId, String name) {
    requireName(name);
    return find(connection, tenantId, name, " FOR UPDATE");
  }

  private static void requireName(String name) {
    if (!Role.isName(name)) {
      throw new ProblemException(404, "role_not_found", "There is no such role.");
    }
  }

  private static Uni<RoleRecord> find(
      SqlConnection connection, String tenantId, String name, String suffix) {
    return connection
        .preparedQuery(FIND + suffix)
        .execute(Tuple.of(tenantId, name))
        .map(
            rows -> {
              var iterator = rows.iterator();
              if (!iterator.hasNext()) {
                throw new ProblemException(404, "role_not_found", "There is no such role.");
              }
              return record(iterator.next());
            });
  }

  private List<RoleRecord> builtIn(String tenantId) {
    return Arrays.stream(Role.values())
        // An agent is not a person; a platform's administrator exists in the platform's tenant.
        .filter(role -> role != Role.PLATFORM_ADMIN || grants.isPlatform(tenantId))
        .map(
            role ->
                new RoleRecord(
                    role.wireName(), "", role.permissions().stream().sorted().toList(), true, 0))
        .toList();
  }

  private static RoleRecord record(Row row) {
    return new RoleRecord(
        row.getString("role"),
        row.getString("description"),
        Arrays.stream(row.getArrayOfStrings("permissions")).sorted().toList(),
        false,
        row.getLong("version"));
  }
}
