package io.kefu.gateway.agent;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** The registered agents of a tenant. */
@ApplicationScoped
public class AgentDirectory {

  // Served by the primary key.
  private static final String LIST =
      "SELECT agent_id, name, enabled, version, created_at FROM agents"
          + " WHERE tenant_id = $1 AND agent_id > $2 ORDER BY agent_id LIMIT $3";

  private static final String FIND =
      "SELECT agent_id, name, enabled, version, created_at FROM agents"
          + " WHERE tenant_id = $1 AND agent_id = $2";

  private static final String EXISTS =
      "SELECT 1 FROM agents WHERE tenant_id = $1 AND agent_id = $2";

  private final TenantScope tenants;

  AgentDirectory(TenantScope tenants) {
    this.tenants = tenants;
  }

  /** Agents in the order of their ids, after the given one (empty for the first page). */
  public Uni<List<AgentRecord>> list(String tenantId, String after, int limit) {
    return tenants
        .inTransaction(
            tenantId,
            connection -> connection.preparedQuery(LIST).execute(Tuple.of(tenantId, after, limit)))
        .map(
            rows -> {
              List<AgentRecord> agents = new ArrayList<>();
              for (Row row : rows) {
                agents.add(record(row));
              }
              return agents;
            });
  }

  /**
   * One agent.
   *
   * @throws ProblemException (as a failure) 404 when there is no such agent
   */
  public Uni<AgentRecord> get(String tenantId, String agentId) {
    return tenants
        .inTransaction(
            tenantId,
            connection -> connection.preparedQuery(FIND).execute(Tuple.of(tenantId, agentId)))
        .map(
            rows -> {
              var iterator = rows.iterator();
              if (!iterator.hasNext()) {
                throw AgentAdministration.noAgent();
              }
              return record(iterator.next());
            });
  }

  /** Whether there is such an agent. */
  public Uni<Boolean> exists(String tenantId, String agentId) {
    if (agentId.indexOf('\0') >= 0) {
      return Uni.createFrom().item(false);
    }
    return tenants
        .inTransaction(
            tenantId,
            connection -> connection.preparedQuery(EXISTS).execute(Tuple.of(tenantId, agentId)))
        .map(rows -> rows.size() > 0);
  }

  static AgentRecord record(Row row) {
    return new AgentRecord(
        row.getString("agent_id"),
        row.getString("name"),
        row.getBoolean("enabled"),
        row.getLong("version"),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
