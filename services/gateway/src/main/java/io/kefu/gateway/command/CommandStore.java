package io.kefu.gateway.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.event.CommandResult;
import io.kefu.gateway.audit.AuditLog;
import io.kefu.gateway.session.AgentKey;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Commands in the database. */
@ApplicationScoped
class CommandStore {

  /**
   * A command that must be sent.
   *
   * @param agent agent
   * @param command the command
   */
  record Due(AgentKey agent, IssuedCommand command) {}

  private static final String COLUMNS =
      "command_id, agent_id, name, args::text AS args, status, result::text AS result, error,"
          + " issued_by, issued_at, expires_at, finished_at";

  private static final String AGENT = "SELECT 1 FROM agents WHERE tenant_id = $1 AND agent_id = $2";
  private static final String STORE =
      "INSERT INTO agent_commands (tenant_id, command_id, agent_id, name, args, status, issued_by,"
          + " issued_at, expires_at, published_at)"
          + " VALUES ($1, $2, $3, $4, $5::text::jsonb, 'PENDING', $6, $7, $8, $7)";
  private static final String GET =
      "SELECT "
          + COLUMNS
          + " FROM agent_commands"
          + " WHERE tenant_id = $1 AND agent_id = $2 AND command_id = $3";
  // Ids are sorted by time; served by agent_commands_agent, read backwards.
  private static final String LIST =
      "SELECT "
          + COLUMNS
          + " FROM agent_commands"
          + " WHERE tenant_id = $1 AND agent_id = $2 AND command_id < $3"
          + " ORDER BY command_id DESC LIMIT $4";
  // The first answer stands; every replica may store it.
  private static final String FINISH =
      "UPDATE agent_commands SET status = $4, result = $5::text::jsonb, error = $6,"
          + " finished_at = $7"
          + " WHERE tenant_id = $1 AND agent_id = $2 AND command_id = $3 AND status = 'PENDING'";
  private static final String EXPIRE =
      "UPDATE agent_commands SET status = 'EXPIRED', finished_at = $1"
          + " WHERE status = 'PENDING' AND expires_at <= $1";
  // Served by agent_commands_pending; two replicas claim different rows.
  private static final String CLAIM =
      "UPDATE agent_commands SET published_at = $1 WHERE (tenant_id, command_id) IN"
          + " (SELECT tenant_id, command_id FROM agent_commands"
          + " WHERE status = 'PENDING' AND published_at <= $2"
          + " ORDER BY published_at LIMIT $3 FOR UPDATE SKIP LOCKED)"
          + " RETURNING tenant_id, "
          + COLUMNS;

  private final TenantScope tenants;
  private final AuditLog audit;
  private final ObjectMapper json;

  CommandStore(TenantScope tenants, AuditLog audit, ObjectMapper json) {
    this.tenants = tenants;
    this.audit = audit;
    this.json = json;
  }

  /** Stores a command with its audit entry; false when there is no such agent. */
  Uni<Boolean> store(AuditLog.Actor actor, IssuedCommand command) {
    String tenantId = actor.subject().tenantId();
    Tuple values =
        Tuple.tuple()
            .addString(tenantId)
            .addUUID(command.commandId())
            .addString(command.agentId())
            .addString(command.name())
            .addString(command.args().toString())
            .addString(command.issuedBy())
            .addOffsetDateTime(utc(command.issuedAt()))
            .addOffsetDateTime(utc(command.expiresAt()));
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(AGENT)
                .execute(Tuple.of(tenantId, command.agentId()))
                .flatMap(
                    found ->
                        found.size() == 0
                            ? Uni.createFrom().item(false)
                            : connection
                                .preparedQuery(STORE)
                                .execute(values)
                                .flatMap(
                                    done ->
                                        audit.write(
                                            connection,
                                            actor,
                                            "agent.commanded",
                                            "agent",
                                            command.agentId(),
                                            null,
                                            Map.of(
                                                "command_id",
                                                command.commandId().toString(),
                                                "name",
                                                command.name())))
                                .replaceWith(true)));
  }

  Uni<Optional<IssuedCommand>> find(AgentKey agent, UUID commandId) {
    return tenants
        .inTransaction(
            agent.tenantId(),
            connection ->
                connection
                    .preparedQuery(GET)
                    .execute(Tuple.of(agent.tenantId(), agent.agentId(), commandId)))
        .map(rows -> all(rows).stream().findFirst());
  }

  Uni<List<IssuedCommand>> list(AgentKey agent, UUID before, int limit) {
    return tenants
        .inTransaction(
            agent.tenantId(),
            connection ->
                connection
                    .preparedQuery(LIST)
                    .execute(Tuple.of(agent.tenantId(), agent.agentId(), before, limit)))
        .map(this::all);
  }

  Uni<Void> finish(AgentKey agent, UUID commandId, CommandResult result, Instant when) {
    return tenants
        .inTransaction(
            agent.tenantId(),
            connection ->
                connection
                    .preparedQuery(FINISH)
                    .execute(
                        Tuple.tuple()
                            .addString(agent.tenantId())
                            .addString(agent.agentId())
                            .addUUID(commandId)
                            .addString(result.status().name())
                            .addString(text(result.result()))
                            .addString(result.error())
                            .addOffsetDateTime(utc(when))))
        .replaceWithVoid();
  }

  /** Gives up what is too old and claims what must be sent again. */
  Uni<List<Due>> claim(Instant now, Instant publishedBefore, int limit) {
    return tenants
        .acrossTenants(
            connection ->
                connection
                    .preparedQuery(EXPIRE)
                    .execute(Tuple.of(utc(now)))
                    .flatMap(
                        done ->
                            connection
                                .preparedQuery(CLAIM)
                                .execute(Tuple.of(utc(now), utc(publishedBefore), limit))))
        .map(
            rows -> {
              List<Due> due = new ArrayList<>();
              for (Row row : rows) {
                due.add(
                    new Due(
                        new AgentKey(row.getString("tenant_id"), row.getString("agent_id")),
                        command(row)));
              }
              return due;
            });
  }

  private List<IssuedCommand> all(RowSet<Row> rows) {
    List<IssuedCommand> commands = new ArrayList<>();
    for (Row row : rows) {
      commands.add(command(row));
    }
    return commands;
  }

  private IssuedCommand command(Row row) {
    return new IssuedCommand(
        row.getUUID("command_id"),
        row.getString("agent_id"),
        row.getString("name"),
        tree(row.getString("args")),
        row.getString("status"),
        tree(row.getString("result")),
        row.getString("error"),
        row.getString("issued_by"),
        instant(row, "issued_at"),
        instant(row, "expires_at"),
        instant(row, "finished_at"));
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  private String text(Object value) {
    try {
      return value == null ? null : json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not writable as JSON", e);
    }
  }

  private JsonNode tree(String text) {
    try {
      return text == null ? null : json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a command holds no JSON", e);
    }
  }
}
