package io.kefu.gateway.agent;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.audit.AuditLog;
import io.kefu.gateway.auth.AgentAccess;
import io.kefu.gateway.collection.ExpectedVersion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Registers agents, shuts them out and lets them in again, and gives them new secrets. Each change
 * and its audit entry are one transaction; whatever takes access away closes the agent's socket on
 * every replica within seconds.
 */
@ApplicationScoped
public class AgentAdministration {

  private static final Pattern AGENT_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
  // Its socket would stand where the operators' is.
  private static final String RESERVED = "operator";
  private static final int MAX_NAME = 100;
  private static final String KIND = "agent";

  private static final String CREATE =
      "INSERT INTO agents (tenant_id, agent_id, name, secret_hash, created_at, updated_at)"
          + " VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT DO NOTHING";
  private static final String FIND =
      "SELECT enabled FROM agents WHERE tenant_id = $1 AND agent_id = $2 FOR UPDATE";
  private static final String ENABLE =
      "UPDATE agents SET enabled = $3, version = version + 1, updated_at = $4"
          + " WHERE tenant_id = $1 AND agent_id = $2";
  private static final String LOCK =
      "SELECT agent_id, name, enabled, version, created_at FROM agents"
          + " WHERE tenant_id = $1 AND agent_id = $2 FOR UPDATE";
  private static final String RENAME =
      "UPDATE agents SET name = $3, version = version + 1, updated_at = $4"
          + " WHERE tenant_id = $1 AND agent_id = $2"
          + " RETURNING agent_id, name, enabled, version, created_at";
  private static final String SECRET =
      "UPDATE agents SET secret_hash = $3, version = version + 1, updated_at = $4"
          + " WHERE tenant_id = $1 AND agent_id = $2";

  private final TenantScope tenants;
  private final AgentAccess access;
  private final AuditLog audit;
  private final Clock clock;

  AgentAdministration(TenantScope tenants, AgentAccess access, AuditLog audit, Clock clock) {
    this.tenants = tenants;
    this.access = access;
    this.audit = audit;
    this.clock = clock;
  }

  /** Registers an agent; the item is its secret, which is shown this once. */
  public Uni<String> create(AuditLog.Actor actor, String agentId, String name) {
    check(agentId, name);
    String tenantId = actor.subject().tenantId();
    return access
        .newSecret()
        .flatMap(
            secret ->
                tenants
                    .inTransaction(
                        tenantId,
                        connection ->
                            connection
                                .preparedQuery(CREATE)
                                .execute(
                                    Tuple.from(
                                        List.of(tenantId, agentId, name, secret.hash(), now())))
                                .flatMap(
                                    rows -> {
                                      if (rows.rowCount() == 0) {
                                        throw new ProblemException(
                                            409, "agent_exists", "This agent_id is taken.");
                                      }
                                      return audit.write(
                                          connection,
                                          actor,
                                          "agent.created",
                                          KIND,
                                          agentId,
                                          null,
                                          Map.of("name", name));
                                    }))
                    .replaceWith(secret.secret()));
  }

  /** Gives an agent another name for people. */
  public Uni<AgentRecord> rename(
      AuditLog.Actor actor, String agentId, ExpectedVersion expected, String name) {
    checkName(name);
    String tenantId = actor.subject().tenantId();
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(tenantId, agentId))
                .map(AgentAdministration::only)
                .invoke(before -> expected.check(before.version()))
                .flatMap(
                    before ->
                        connection
                            .preparedQuery(RENAME)
                            .execute(Tuple.of(tenantId, agentId, name, now()))
                            .map(AgentAdministration::only)
                            .call(
                                after ->
                                    audit.write(
                                        connection,
                                        actor,
                                        "agent.renamed",
                                        KIND,
                                        agentId,
                                        Map.of("name", before.name()),
                                        Map.of("name", after.name())))));
  }

  /** Shuts an agent out, or lets it in again. */
  public Uni<Void> setEnabled(AuditLog.Actor actor, String agentId, boolean enabled) {
    String tenantId = actor.subject().tenantId();
    return tenants
        .inTransaction(
            tenantId,
            connection ->
                find(connection, tenantId, agentId)
                    .flatMap(
                        before ->
                            before == enabled
                                ? Uni.createFrom().voidItem()
                                : switchTo(connection, actor, agentId, enabled)))
        .flatMap(done -> access.afterWithdrawal());
  }

  private Uni<Void> switchTo(
      SqlConnection connection, AuditLog.Actor actor, String agentId, boolean enabled) {
    String tenantId = actor.subject().tenantId();
    return connection
        .preparedQuery(ENABLE)
        .execute(Tuple.of(tenantId, agentId, enabled, now()))
        .flatMap(
            done ->
                enabled
                    ? Uni.createFrom().voidItem()
                    : access.withdraw(connection, tenantId, agentId, "agent_disabled"))
        .flatMap(
            done ->
                audit.write(
                    connection,
                    actor,
                    enabled ? "agent.enabled" : "agent.disabled",
                    KIND,
                    agentId,
                    Map.of("enabled", !enabled),
                    Map.of("enabled", enabled)));
  }

  /** Gives an agent a new secret and ends what the old one opened. */
  public Uni<String> renewSecret(AuditLog.Actor actor, String agentId) {
    String tenantId = actor.subject().tenantId();
    return access
        .newSecret()
        .flatMap(
            secret ->
                tenants
                    .inTransaction(
                        tenantId,
                        connection ->
                            find(connection, tenantId, agentId)
                                .flatMap(
                                    found ->
                                        connection
                                            .preparedQuery(SECRET)
                                            .execute(
                                                Tuple.of(tenantId, agentId, secret.hash(), now())))
                                .flatMap(
                                    done ->
                                        access.withdraw(
                                            connection, tenantId, agentId, "secret_renewed"))
                                .flatMap(
                                    done ->
                                        audit.write(
                                            connection,
                                            actor,
                                            "agent.secret_renewed",
                                            KIND,
                                            agentId,
                                            null,
                                            null)))
                    .flatMap(done -> access.afterWithdrawal())
                    .replaceWith(secret.secret()));
  }

  private static AgentRecord only(RowSet<Row> rows) {
    var iterator = rows.iterator();
    if (!iterator.hasNext()) {
      throw noAgent();
    }
    return AgentDirectory.record(iterator.next());
  }

  static ProblemException noAgent() {
    return new ProblemException(404, "agent_not_found", "There is no such agent.");
  }

  private static Uni<Boolean> find(SqlConnection connection, String tenantId, String agentId) {
    return connection
        .preparedQuery(FIND)
        .execute(Tuple.of(tenantId, agentId))
        .map(
            rows -> {
              var iterator = rows.iterator();
              if (!iterator.hasNext()) {
                throw noAgent();
              }
              return iterator.next().getBoolean("enabled");
            });
  }

  private static void check(String agentId, String name) {
    if (agentId == null || !AGENT_ID.matcher(agentId).matches() || RESERVED.equals(agentId)) {
      throw new ProblemException(
          400,
          "invalid_request",
          "agent_id must have 1 to 64 letters, digits, _ . or -, and not be 'operator'.");
    }
    checkName(name);
  }

  private static void checkName(String name) {
    if (name == null || name.isBlank() || name.length() > MAX_NAME || name.indexOf('\0') >= 0) {
      throw new ProblemException(
          400, "invalid_request", "name must have 1 to " + MAX_NAME + " characters.");
    }
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
