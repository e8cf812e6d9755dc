package io.kefu.message.event;

import io.kefu.chassis.identity.Identity;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * Tells statistics how episodes ended. The event is made by the database from the rows as the
 * transaction leaves them. Who comes into the unknown pool, and who leaves it, is told by a trigger
 * (V80).
 */
@ApplicationScoped
public class CustomerEvents {

  /** The JSON is a CustomerEvent of contracts; EpisodeEventTest reads it as one. */
  private static final String TELL =
      """
      INSERT INTO event_outbox (tenant_id, event_id, topic, key, payload)
      SELECT $1::text, $2::uuid, 'customer.event', $1::text || '/' || v.customer_id,
        jsonb_strip_nulls(jsonb_build_object(
          'event_id', $2::uuid, 'tenant_id', $1::text, 'occurred_at',
          to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'schema_version', 1, 'customer_id', v.customer_id, 'kind', 'episode_closed',
          'customer', jsonb_build_object('bucket', k.bucket, 'grade', k.grade,
            'trigger_label', k.trigger_label),
          'episode', jsonb_build_object(
            'outcome_id', o.outcome_id, 'version', o.version,
            'conversation_id', o.conversation_id, 'agent_id', v.agent_id,
            'closed_at',
            to_char(o.resolved_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'outcome', o.outcome, 'resolved_by', o.resolved_by, 'operator', o.actor,
            'satisfaction', o.satisfaction, 'first_response_ms', o.first_response_ms,
            'resolution_ms', o.resolution_ms, 'handovers', o.handover_count)))::text
      FROM outcomes o
      JOIN conversations v
        ON v.tenant_id = o.tenant_id AND v.conversation_id = o.conversation_id
      JOIN customers k ON k.tenant_id = v.tenant_id AND k.customer_id = v.customer_id
      WHERE o.tenant_id = $1 AND o.outcome_id = $3
      """;

  private final Identity ids;
  private final OutboxBell bell;

  /** Wires the events. */
  public CustomerEvents(Identity ids, OutboxBell bell) {
    this.ids = ids;
    this.bell = bell;
  }

  /** Tells of an outcome that was stored or corrected in the caller's transaction. */
  public Uni<Void> episodeClosed(SqlConnection connection, String tenantId, UUID outcomeId) {
    return connection
        .preparedQuery(TELL)
        .execute(Tuple.of(tenantId, ids.next(), outcomeId))
        .invoke(bell::ring)
        .replaceWithVoid();
  }
}
