package io.kefu.gateway.tenant;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.audit.AuditLog;
import io.kefu.gateway.auth.Grants;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.auth.Role;
import io.kefu.gateway.auth.UserAccess;
import io.kefu.gateway.collection.ExpectedVersion;
import io.kefu.gateway.collection.Listing;
import io.kefu.gateway.user.UserAdministration;
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
import java.util.regex.Pattern;

/**
 * Creates tenants and shuts them out. The one place where a person's request reaches beyond their
 * own tenant, so everything begins with {@link #requirePlatform}: the actor belongs to the
 * platform's own tenant and holds its permission. It sees that tenants exist, never what is in
 * them. Changes are in the platform's audit log and in the tenant's own.
 */
@ApplicationScoped
public class TenantAdministration {

  private static final Pattern TENANT_ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
  private static final int MAX_NAME = 100;
  private static final String KIND = "tenant";

  private static final String LIST =
      "SELECT "
          + TenantRecord.COLUMNS
          + " FROM tenants WHERE ($1::boolean IS NULL OR enabled = $1) AND ($2::text IS NULL OR"
          + " position(lower($2) IN lower(tenant_id || ' ' || name)) > 0) AND ";
  private static final String GET =
      "SELECT " + TenantRecord.COLUMNS + " FROM tenants WHERE tenant_id = $1";
  private static final String CREATE =
      "INSERT INTO tenants (tenant_id, name, created_at, updated_at) VALUES ($1, $2, $3, $3)"
          + " ON CONFLICT DO NOTHING";
  private static final String CHANGE =
      "UPDATE tenants SET name = $2, enabled = $3, version = version + 1, updated_at = $4"
          + " WHERE tenant_id = $1";

  /**
   * A tenant and its first administrator, whose password is shown once.
   *
   * @param tenant tenant
   * @param administrator its first user
   */
  public record Founded(TenantRecord tenant, UserAdministration.Invited administrator) {}

  private final TenantScope tenants;
  private final Grants grants;
  private final UserAccess access;
  private final UserAdministration users;
  private final AuditLog audit;
  private final Clock clock;

  TenantAdministration(
      TenantScope tenants,
      Grants grants,
      UserAccess access,
      UserAdministration users,
      AuditLog audit,
      Clock clock) {
    this.tenants = tenants;
    this.grants = grants;
    this.access = access;
    this.users = users;
    this.audit = audit;
    this.clock = clock;
  }

  /** One page of tenants; {@code enabled} and {@code q} may be null. */
  public Uni<Listing.Slice<TenantRecord>> list(
      AuditLog.Actor actor, Boolean enabled, String q, Listing<TenantRecord.Order> listing) {
    requirePlatform(actor);
    String sql =
        LIST
            + listing.condition("tenant_id", "text", 3, 4)
            + listing.order("tenant_id")
            + " LIMIT $5";
    Tuple values =
        Tuple.tuple()
            .addBoolean(enabled)
            .addString(q)
            .addString(listing.afterValue())
            .addString(listing.afterId())
            .addInteger(listing.rows());
    return tenants
        .acrossTenants(connection -> connection.preparedQuery(sql).execute(values))
        .map(
            rows -> {
              List<TenantRecord> found = new ArrayList<>();
              for (Row row : rows) {
                found.add(TenantRecord.of(row));
              }
              return listing.slice(found, tenant -> listing.sort().of(tenant));
            });
  }

  /** One tenant; a problem 404 when there is none. */
  public Uni<TenantRecord> get(AuditLog.Actor actor, String tenantId) {
    requirePlatform(actor);
    return tenants.acrossTenants(connection -> find(connection, tenantId, ""));
  }

  /** Creates a tenant with its first administrator. */
  public Uni<Founded> create(
      AuditLog.Actor actor, String tenantId, String name, String administrator) {
    requirePlatform(actor);
    if (tenantId == null || !TENANT_ID.matcher(tenantId).matches() || grants.isPlatform(tenantId)) {
      throw invalid(
          "tenant_id", "must have 1 to 63 lower-case letters, digits, _ or -, and not be taken");
    }
    checkName(name);
    return access
        .oneTimePassword()
        .flatMap(
            password ->
                tenants.acrossTenants(
                    connection ->
                        connection
                            .preparedQuery(CREATE)
                            .execute(Tuple.of(tenantId, name, now()))
                            .invoke(
                                rows -> {
                                  if (rows.rowCount() == 0) {
                                    throw new ProblemException(
                                        409, "tenant_exists", "This tenant_id is taken.");
                                  }
                                })
                            .flatMap(
                                rows ->
                                    users.insert(
                                        connection,
                                        tenantId,
                                        administrator,
                                        administrator == null ? "" : administrator,
                                        Role.ADMIN.wireName(),
                                        password))
                            .flatMap(
                                user ->
                                    find(connection, tenantId, "")
                                        .map(
                                            tenant ->
                                                new Founded(
                                                    tenant,
                                                    new UserAdministration.Invited(
                                                        user, password))))
                            .call(
                                founded ->
                                    write(
                                        connection,
                                        actor,
                                        "tenant.created",
                                        tenantId,
                                        null,
                                        founded.tenant()))));
  }

  /** Changes a tenant's name. */
  public Uni<TenantRecord> rename(
      AuditLog.Actor actor, String tenantId, ExpectedVersion expected, String name) {
    checkName(name);
    return edit(
        actor,
        tenantId,
        "tenant.changed",
        (connection, before) -> {
          expected.check(before.version());
          return store(connection, tenantId, name, before.enabled());
        });
  }

  /** Shuts everyone of a tenant out, within seconds on every replica, or lets them in again. */
  public Uni<TenantRecord> setEnabled(AuditLog.Actor actor, String tenantId, boolean enabled) {
    requirePlatform(actor);
    if (grants.isPlatform(tenantId)) {
      throw new ProblemException(
          409, "platform_tenant", "The platform's own tenant cannot be shut out.");
    }
    return edit(
            actor,
            tenantId,
            enabled ? "tenant.enabled" : "tenant.disabled",
            (connection, before) ->
                before.enabled() == enabled
                    ? Uni.createFrom().voidItem()
                    : store(connection, tenantId, before.name(), enabled)
                        .flatMap(
                            done ->
                                enabled
                                    ? Uni.createFrom().voidItem()
                                    : access.withdrawTenant(connection, tenantId)))
        .call(access::afterWithdrawal);
  }

  @FunctionalInterface
  private interface Edit {
    Uni<Void> apply(SqlConnection connection, TenantRecord before);
  }

  private Uni<TenantRecord> edit(AuditLog.Actor actor, String tenantId, String action, Edit work) {
    requirePlatform(actor);
    return tenants.acrossTenants(
        connection ->
            find(connection, tenantId, " FOR UPDATE")
                .flatMap(
                    before ->
                        work.apply(connection, before)
                            .flatMap(done -> find(connection, tenantId, ""))
                            .call(
                                after ->
                                    write(connection, actor, action, tenantId, before, after))));
  }

  private Uni<Void> write(
      SqlConnection connection,
      AuditLog.Actor actor,
      String action,
      String tenantId,
      TenantRecord before,
      TenantRecord after) {
    Object was = before == null ? null : before.audited();
    return audit
        .write(connection, actor, action, KIND, tenantId, was, after.audited())
        .flatMap(
            done ->
                audit.writeFor(
                    connection, tenantId, actor, action, KIND, tenantId, was, after.audited()));
  }

  private Uni<Void> store(SqlConnection connection, String tenantId, String name, boolean enabled) {
    return connection
        .preparedQuery(CHANGE)
        .execute(Tuple.of(tenantId, name, enabled, now()))
        .replaceWithVoid();
  }

  private static Uni<TenantRecord> find(SqlConnection connection, String tenantId, String suffix) {
    if (!TENANT_ID.matcher(tenantId).matches()) {
      throw new ProblemException(404, "tenant_not_found", "There is no such tenant.");
    }
    return connection
        .preparedQuery(GET + suffix)
        .execute(Tuple.of(tenantId))
        .map(
            rows -> {
              var iterator = rows.iterator();
              if (!iterator.hasNext()) {
                throw new ProblemException(404, "tenant_not_found", "There is no such tenant.");
              }
              return TenantRecord.of(iterator.next());
            });
  }

  private void requirePlatform(AuditLog.Actor actor) {
    if (!grants.isPlatform(actor.subject().tenantId())
        || !actor.subject().permissions().contains(Permission.PLATFORM)) {
      throw new ProblemException(
          403, "not_permitted", "Only the platform's own administrators manage tenants.");
    }
  }

  private static void checkName(String name) {
    if (name == null || name.isBlank() || name.length() > MAX_NAME || name.indexOf('\0') >= 0) {
      throw invalid("name", "must have 1 to " + MAX_NAME + " characters");
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
