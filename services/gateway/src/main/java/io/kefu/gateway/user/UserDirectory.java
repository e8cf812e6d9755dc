package io.kefu.gateway.user;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.collection.Listing;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The users of a tenant. */
@ApplicationScoped
public class UserDirectory {

  // Served by users_by_name or users_by_creation.
  private static final String LIST =
      "SELECT "
          + UserRecord.COLUMNS
          + " FROM users u WHERE u.tenant_id = $1 AND ($2::text IS NULL OR u.role = $2)"
          + " AND ($3::boolean IS NULL OR u.enabled = $3) AND ($4::text IS NULL OR"
          + " position(lower($4) IN lower(u.username || ' ' || u.display_name)) > 0) AND ";
  private static final String GET =
      "SELECT " + UserRecord.COLUMNS + " FROM users u WHERE u.tenant_id = $1 AND u.user_id = $2";
  private static final int VALUE = 5;
  private static final int ID = 6;

  /**
   * What to show; each may be null.
   *
   * @param role role of the users
   * @param enabled whether they may come in
   * @param q part of a name
   */
  public record Filter(String role, Boolean enabled, String q) {}

  private final TenantScope tenants;

  UserDirectory(TenantScope tenants) {
    this.tenants = tenants;
  }

  /** One page of users. */
  public Uni<Listing.Slice<UserRecord>> list(
      String tenantId, Filter filter, Listing<UserRecord.Order> listing) {
    String sql =
        LIST
            + listing.condition("u.user_id", "uuid", VALUE, ID)
            + listing.order("u.user_id")
            + " LIMIT $7";
    Tuple values =
        Tuple.tuple()
            .addString(tenantId)
            .addString(filter.role())
            .addBoolean(filter.enabled())
            .addString(filter.q())
            .addString(listing.afterValue())
            .addString(listing.afterId())
            .addInteger(listing.rows());
    return tenants
        .inTransaction(tenantId, connection -> connection.preparedQuery(sql).execute(values))
        .map(
            rows -> {
              List<UserRecord> found = new ArrayList<>();
              for (Row row : rows) {
                found.add(UserRecord.of(row));
              }
              return listing.slice(found, user -> listing.sort().of(user));
            });
  }

  /** One user; a problem 404 when there is none. */
  public Uni<UserRecord> get(String tenantId, UUID userId) {
    return tenants.inTransaction(tenantId, connection -> find(connection, tenantId, userId, ""));
  }

  /** The same for a change: nobody else changes it meanwhile. */
  static Uni<UserRecord> lock(SqlConnection connection, String tenantId, UUID userId) {
    return find(connection, tenantId, userId, " FOR UPDATE OF u");
  }

  private static Uni<UserRecord> find(
      SqlConnection connection, String tenantId, UUID userId, String suffix) {
    return connection
        .preparedQuery(GET + suffix)
        .execute(Tuple.of(tenantId, userId))
        .map(
            rows -> {
              var iterator = rows.iterator();
              if (!iterator.hasNext()) {
                throw new ProblemException(404, "user_not_found", "There is no such user.");
              }
              return UserRecord.of(iterator.next());
            });
  }
}
