package io.kefu.message.rules;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.rules.EffectHandler.Effect;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Carries out what rules want done by others, at least once: an effect is claimed by moving its
 * next attempt beyond the lease, so a carrier that dies loses nothing, and is done when its handler
 * says so. One that fails comes again later and later, and is given up as a to-do. Kinds without a
 * handler wait.
 */
@ApplicationScoped
public class EffectWorker {

  private static final Logger LOG = Logger.getLogger(EffectWorker.class);
  private static final int AT_A_TIME = 50;

  /** Uses rule_effects_due. */
  private static final String CLAIM =
      """
      WITH picked AS (
        SELECT tenant_id, effect_id FROM rule_effects
        WHERE next_attempt_at <= now() AND done_at IS NULL AND failed_at IS NULL
          AND kind = ANY($1)
        ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED)
      UPDATE rule_effects e SET attempts = e.attempts + 1,
        next_attempt_at = now() + $3 * interval '1 millisecond'
      FROM picked p WHERE e.tenant_id = p.tenant_id AND e.effect_id = p.effect_id
      RETURNING e.*
      """;

  private static final String DONE =
      """
      UPDATE rule_effects SET done_at = now(), error = NULL
      WHERE tenant_id = $1 AND effect_id = $2
      """;

  private static final String FAILED =
      """
      WITH failed AS (
        UPDATE rule_effects SET error = $3,
          failed_at = CASE WHEN attempts >= $4 THEN now() END,
          next_attempt_at = now() + LEAST(600, power(2, LEAST(attempts, 12))) * interval '1 second'
        WHERE tenant_id = $1 AND effect_id = $2
        RETURNING *)
      INSERT INTO todos (tenant_id, todo_id, kind, conversation_id, customer_id, agent_id, chat_id,
        subject_id, detail, created_at)
      SELECT f.tenant_id, gen_random_uuid(), 'rule_effect_failed', f.conversation_id,
        f.customer_id, f.agent_id, v.chat_id, f.effect_id::text,
        'rule ' || f.rule_id || ': ' || f.kind || ' ' || f.subject || ' was given up', now()
      FROM failed f
      JOIN conversations v
        ON v.tenant_id = f.tenant_id AND v.conversation_id = f.conversation_id
      WHERE f.failed_at IS NOT NULL
      ON CONFLICT DO NOTHING
      """;

  private final TenantScope tenants;
  private final Map<String, EffectHandler> handlers;
  private final RulesConfig config;
  private final MeterRegistry metrics;

  /** Wires the handlers that there are. */
  public EffectWorker(
      TenantScope tenants,
      Instance<EffectHandler> handlers,
      RulesConfig config,
      MeterRegistry metrics) {
    this.tenants = tenants;
    this.handlers =
        handlers.stream().collect(Collectors.toMap(EffectHandler::kind, Function.identity()));
    this.config = config;
    this.metrics = metrics;
  }

  @Scheduled(
      every = "{kefu.message.rules.effects}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> carryOut() {
    if (handlers.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return some()
        .onFailure()
        .invoke(failure -> LOG.warnf("cannot carry out effects, trying again: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> some() {
    return claim()
        .chain(
            claimed ->
                Multi.createFrom()
                    .iterable(claimed)
                    .onItem()
                    .transformToUniAndConcatenate(this::one)
                    .collect()
                    .last()
                    .chain(
                        () -> claimed.size() == AT_A_TIME ? some() : Uni.createFrom().voidItem()));
  }

  private Uni<List<Effect>> claim() {
    String[] kinds = handlers.keySet().toArray(String[]::new);
    return tenants.acrossTenants(
        connection ->
            connection
                .preparedQuery(CLAIM)
                .execute(Tuple.of(kinds, AT_A_TIME, config.effectLease().toMillis()))
                .map(
                    rows -> {
                      List<Effect> effects = new ArrayList<>(rows.size());
                      rows.forEach(row -> effects.add(effect(row)));
                      return effects;
                    }));
  }

  private Uni<Void> one(Effect effect) {
    return Uni.createFrom()
        .deferred(() -> handlers.get(effect.kind()).carryOut(effect))
        .ifNoItem()
        .after(config.effectLease())
        .fail()
        .chain(() -> ended(effect, DONE, Tuple.of(effect.tenantId(), effect.effectId())))
        .invoke(
            () -> metrics.counter("rule_effect", "kind", effect.kind(), "ok", "true").increment())
        .onFailure()
        .recoverWithUni(failure -> failed(effect, failure));
  }

  private Uni<Void> failed(Effect effect, Throwable failure) {
    metrics.counter("rule_effect", "kind", effect.kind(), "ok", "false").increment();
    String error = failure.getClass().getSimpleName();
    LOG.warnf("effect %s of rule %s failed: %s", effect.effectId(), effect.ruleId(), error);
    return ended(
        effect,
        FAILED,
        Tuple.of(effect.tenantId(), effect.effectId(), error, config.effectAttempts()));
  }

  private Uni<Void> ended(Effect effect, String sql, Tuple values) {
    return tenants
        .inTransaction(
            effect.tenantId(), connection -> connection.preparedQuery(sql).execute(values))
        .replaceWithVoid();
  }

  private static Effect effect(Row row) {
    return new Effect(
        row.getString("tenant_id"),
        row.getUUID("effect_id"),
        row.getString("kind"),
        row.getString("rule_id"),
        row.getString("subject"),
        row.getString("agent_id"),
        row.getString("message_id"),
        row.getUUID("conversation_id"),
        row.getUUID("customer_id"),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
