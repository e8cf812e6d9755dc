package io.kefu.message.rules;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.event.AgentCommand;
import io.kefu.contracts.event.AgentEvent;
import io.kefu.contracts.event.AgentEventKind;
import io.kefu.contracts.frame.CommandName;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Keeps the local rules of agents up to date: (1) an agent that comes online tells which version it
 * holds; (2) when that is another than its tenant's, or the tenant's changes, the online agents are
 * sent {@code rules.update}; (3) what was sent is remembered after Kafka has it, so a crash sends
 * it again, and a replica that finds a row locked leaves it to the other; (4) a slow sweep catches
 * what a crash left between. The command is idempotent by its version.
 */
@ApplicationScoped
public class AgentRules {

  private static final Logger LOG = Logger.getLogger(AgentRules.class);
  private static final int AT_A_TIME = 200;
  private static final int TENANTS_AT_A_TIME = 100;
  private static final TypeReference<Map<String, Object>> ARGS = new TypeReference<>() {};

  private static final String ONLINE =
      """
      INSERT INTO agent_rules AS a
        (tenant_id, agent_id, session_id, online, held_version, pushed_version, seen_at)
      VALUES ($1, $2, $3, true, $4, 0, $5)
      ON CONFLICT (tenant_id, agent_id) DO UPDATE SET session_id = $3, online = true,
        held_version = $4, pushed_version = 0, seen_at = $5
      WHERE a.seen_at <= $5
      """;

  /** Not that of a newer session: of two logins the older one ends. */
  private static final String OFFLINE =
      """
      UPDATE agent_rules SET online = false
      WHERE tenant_id = $1 AND agent_id = $2 AND session_id IS NOT DISTINCT FROM $3
      """;

  /** Uses agent_rules_online. */
  private static final String STALE =
      """
      SELECT agent_id FROM agent_rules
      WHERE tenant_id = $1 AND online AND held_version <> $2 AND pushed_version <> $2
      ORDER BY agent_id LIMIT $3 FOR UPDATE SKIP LOCKED
      """;

  private static final String PUSHED =
      """
      UPDATE agent_rules SET pushed_version = $2
      WHERE tenant_id = $1 AND agent_id = ANY($3)
      """;

  private static final String TENANTS =
      """
      SELECT DISTINCT tenant_id FROM agent_rules
      WHERE online AND tenant_id > $1 ORDER BY tenant_id LIMIT $2
      """;

  private final TenantScope tenants;
  private final PolicyBook book;
  private final AgentCommands commands;
  private final ObjectMapper json;
  private final Identity ids;
  private final Clock clock;
  private final MeterRegistry metrics;

  /** Wires the push; it listens to changes of policies. */
  public AgentRules(
      TenantScope tenants,
      PolicyBook book,
      AgentCommands commands,
      ObjectMapper json,
      Identity ids,
      Clock clock,
      MeterRegistry metrics) {
    this.tenants = tenants;
    this.book = book;
    this.commands = commands;
    this.json = json;
    this.ids = ids;
    this.clock = clock;
    this.metrics = metrics;
  }

  @io.quarkus.runtime.Startup
  void listen() {
    book.onChange(
        policy ->
            push(policy)
                .subscribe()
                .with(
                    done -> {}, failure -> LOG.warnf("local rules are pushed later: %s", failure)));
  }

  /** Takes over that an agent came or went; other events are left alone. */
  public Uni<Void> heard(AgentEvent event) {
    if (event.kind() == AgentEventKind.ONLINE) {
      return tenants
          .inTransaction(
              event.tenantId(),
              connection ->
                  connection
                      .preparedQuery(ONLINE)
                      .execute(
                          Tuple.tuple()
                              .addString(event.tenantId())
                              .addString(event.agentId())
                              .addString(event.sessionId())
                              .addLong(event.hello().rulesVersion())
                              .addOffsetDateTime(event.occurredAt().atOffset(ZoneOffset.UTC))))
          .chain(() -> book.current(event.tenantId()))
          .chain(this::push);
    }
    if (event.kind() == AgentEventKind.OFFLINE) {
      return tenants
          .inTransaction(
              event.tenantId(),
              connection ->
                  connection
                      .preparedQuery(OFFLINE)
                      .execute(Tuple.of(event.tenantId(), event.agentId(), event.sessionId())))
          .replaceWithVoid();
    }
    return Uni.createFrom().voidItem();
  }

  /** Sends a tenant's local rules to its online agents that hold others. */
  Uni<Void> push(TenantPolicy policy) {
    LocalRules.Made made = LocalRules.of(policy, clock.instant());
    if (!made.leftOut().isEmpty()) {
      metrics.counter("local_rules_left_out").increment(made.leftOut().size());
      LOG.warnf(
          "%d local rules of tenant %s do not fit into a frame and are not pushed, first %s",
          made.leftOut().size(), policy.tenantId(), made.leftOut().getFirst());
    }
    Map<String, Object> args = json.convertValue(made.set(), ARGS);
    return tenants
        .inTransaction(policy.tenantId(), connection -> some(connection, policy, args))
        .chain(sent -> sent == AT_A_TIME ? push(policy) : Uni.createFrom().voidItem());
  }

  private Uni<Integer> some(
      SqlConnection connection, TenantPolicy policy, Map<String, Object> args) {
    String tenantId = policy.tenantId();
    return connection
        .preparedQuery(STALE)
        .execute(Tuple.of(tenantId, policy.localVersion(), AT_A_TIME))
        .chain(
            rows -> {
              List<String> agents = new ArrayList<>(rows.size());
              rows.forEach(row -> agents.add(row.getString("agent_id")));
              if (agents.isEmpty()) {
                return Uni.createFrom().item(0);
              }
              return Multi.createFrom()
                  .iterable(agents)
                  .onItem()
                  .transformToUniAndConcatenate(
                      agent ->
                          commands.command(
                              tenantId,
                              agent,
                              new AgentCommand(
                                  ids.next().toString(), CommandName.RULES_UPDATE, args)))
                  .collect()
                  .last()
                  .chain(
                      () ->
                          connection
                              .preparedQuery(PUSHED)
                              .execute(
                                  Tuple.of(
                                      tenantId,
                                      policy.localVersion(),
                                      agents.toArray(String[]::new))))
                  .replaceWith(agents.size());
            });
  }

  @Scheduled(
      every = "{kefu.message.rules.agents}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return sweep("")
        .onFailure()
        .invoke(failure -> LOG.warnf("cannot look for agents with old rules: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> sweep(String after) {
    return tenants
        .acrossTenants(
            connection ->
                connection
                    .preparedQuery(TENANTS)
                    .execute(Tuple.of(after, TENANTS_AT_A_TIME))
                    .map(
                        rows -> {
                          List<String> found = new ArrayList<>(rows.size());
                          rows.forEach(row -> found.add(row.getString("tenant_id")));
                          return found;
                        }))
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : Multi.createFrom()
                        .iterable(found)
                        .onItem()
                        .transformToUniAndConcatenate(
                            tenant -> book.current(tenant).chain(this::push))
                        .collect()
                        .last()
                        .chain(() -> sweep(found.getLast())));
  }
}
