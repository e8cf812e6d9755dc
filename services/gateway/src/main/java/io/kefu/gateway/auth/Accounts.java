package io.kefu.gateway.auth;

import io.kefu.chassis.tenancy.TenantScope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds stored agents and users. */
@ApplicationScoped
class Accounts {

  // Two rows are enough to know that there is more than one.
  private static final String SOME_TENANTS = "SELECT tenant_id FROM tenants WHERE enabled LIMIT 2";
  private static final String AGENT =
      "SELECT a.agent_id, a.secret_hash, a.enabled AND t.enabled AS enabled FROM agents a"
          + " JOIN tenants t USING (tenant_id) WHERE a.tenant_id = $1 AND a.agent_id = $2";
  private static final String USER =
      "SELECT u.user_id, u.username, u.role, u.password_hash, u.enabled AND t.enabled AS enabled"
          + " FROM users u JOIN tenants t USING (tenant_id) WHERE u.tenant_id = $1";
  private static final String USER_BY_NAME = USER + " AND lower(u.username) = lower($2)";
  private static final String USER_BY_ID = USER + " AND u.user_id = $2";

  private final TenantScope tenants;

  Accounts(TenantScope tenants) {
    this.tenants = tenants;
  }

  /**
   * The tenant of an installation that has one; empty when there are none or several. The only
   * question that is asked before a tenant is known, and it answers nothing about any tenant's
   * content.
   */
  Uni<Optional<String>> onlyTenant() {
    return tenants
        .acrossTenants(connection -> connection.query(SOME_TENANTS).execute())
        .map(
            rows -> {
              List<String> found = new ArrayList<>();
              rows.forEach(row -> found.add(row.getString("tenant_id")));
              return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
            });
  }

  Uni<Optional<Account>> agent(SqlConnection connection, String tenantId, String agentId) {
    return connection
        .preparedQuery(AGENT)
        .execute(Tuple.of(tenantId, agentId))
        .map(
            rows ->
                first(rows)
                    .map(
                        row ->
                            new Account(
                                Subject.of(
                                    tenantId,
                                    SubjectKind.AGENT,
                                    row.getString("agent_id"),
                                    row.getString("agent_id"),
                                    Role.AGENT),
                                row.getString("secret_hash"),
                                row.getBoolean("enabled"))));
  }

  Uni<Optional<Account>> userByName(SqlConnection connection, String tenantId, String username) {
    return connection
        .preparedQuery(USER_BY_NAME)
        .execute(Tuple.of(tenantId, username))
        .map(rows -> first(rows).map(row -> user(tenantId, row)));
  }

  /** The account behind a subject that was let in earlier: role and state as they are now. */
  Uni<Optional<Account>> byId(
      SqlConnection connection, String tenantId, SubjectKind kind, String id) {
    return switch (kind) {
      case AGENT -> agent(connection, tenantId, id);
      case USER ->
          connection
              .preparedQuery(USER_BY_ID)
              .execute(Tuple.of(tenantId, UUID.fromString(id)))
              .map(rows -> first(rows).map(row -> user(tenantId, row)));
    };
  }

  private static Account user(String tenantId, Row row) {
    Role role =
        Role.of(row.getString("role"))
            .orElseThrow(() -> new IllegalStateException("a user has an unknown role"));
    return new Account(
        Subject.of(
            tenantId,
            SubjectKind.USER,
            row.getUUID("user_id").toString(),
            row.getString("username"),
            role),
        row.getString("password_hash"),
        row.getBoolean("enabled"));
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    var iterator = rows.iterator();
    return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
  }
}
