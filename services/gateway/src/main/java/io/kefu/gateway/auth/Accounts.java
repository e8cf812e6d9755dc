package io.kefu.gateway.auth;

import io.kefu.chassis.tenancy.TenantScope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds stored agents and users. */
@ApplicationScoped
class Accounts {

  // Two rows are enough to know that there is more than one.
  private static final String SOME_TENANTS =
      "SELECT tenant_id FROM tenants WHERE enabled AND tenant_id <> $1 LIMIT 2";
  private static final String AGENT =
      "SELECT a.agent_id, a.secret_hash, a.enabled AND t.enabled AS enabled FROM agents a"
          + " JOIN tenants t USING (tenant_id) WHERE a.tenant_id = $1 AND a.agent_id = $2";
  private static final String USER =
      "SELECT u.user_id, u.username, u.role, u.password_hash, u.one_time_until, r.permissions,"
          + " f.confirmed_at IS NOT NULL AS second_factor, u.enabled AND t.enabled AS enabled"
          + " FROM users u JOIN tenants t USING (tenant_id)"
          + " LEFT JOIN roles r ON r.tenant_id = u.tenant_id AND r.role = u.role"
          + " LEFT JOIN second_factors f ON f.tenant_id = u.tenant_id AND f.user_id = u.user_id"
          + " WHERE u.tenant_id = $1";
  private static final String USER_BY_NAME = USER + " AND lower(u.username) = lower($2)";
  private static final String USER_BY_ID = USER + " AND u.user_id = $2";

  private final TenantScope tenants;
  private final Grants grants;
  private final PlatformConfig platform;

  Accounts(TenantScope tenants, Grants grants, PlatformConfig platform) {
    this.tenants = tenants;
    this.grants = grants;
    this.platform = platform;
  }

  /**
   * The tenant of an installation that has one, the platform's own not counted; empty when there
   * are none or several. The only question that is asked before a tenant is known, and it answers
   * nothing about any tenant's content.
   */
  Uni<Optional<String>> onlyTenant() {
    return tenants
        .acrossTenants(
            connection ->
                connection.preparedQuery(SOME_TENANTS).execute(Tuple.of(platform.tenant())))
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
                                row.getBoolean("enabled"),
                                Optional.empty(),
                                false)));
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
      case API_KEY -> Uni.createFrom().item(Optional.empty());
      case USER ->
          connection
              .preparedQuery(USER_BY_ID)
              .execute(Tuple.of(tenantId, UUID.fromString(id)))
              .map(rows -> first(rows).map(row -> user(tenantId, row)));
    };
  }

  private Account user(String tenantId, Row row) {
    String role = row.getString("role");
    return new Account(
        new Subject(
            tenantId,
            SubjectKind.USER,
            row.getUUID("user_id").toString(),
            row.getString("username"),
            role,
            grants.of(tenantId, role, row.getArrayOfStrings("permissions"))),
        row.getString("password_hash"),
        row.getBoolean("enabled"),
        Optional.ofNullable(row.getOffsetDateTime("one_time_until")).map(OffsetDateTime::toInstant),
        row.getBoolean("second_factor"));
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    var iterator = rows.iterator();
    return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
  }
}
