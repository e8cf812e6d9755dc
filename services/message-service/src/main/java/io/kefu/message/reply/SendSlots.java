package io.kefu.message.reply;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.persistence.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Keeps the sending limits (docs/adr/0020). A part's slot, {@code replies.slot_at}, is what counts:
 * (1) whoever gives slots of an agent holds that agent's lock until the transaction ends, so that
 * all replicas count alike; (2) a slot is given once, with the decision, and may lie ahead; (3) a
 * part that is published again keeps it; (4) a part that missed its slot by far, because Kafka or
 * its worker was away, gets another one, so that what has piled up does not go out at once; (5) a
 * part that is cancelled before it went out gives its slot back.
 */
@ApplicationScoped
public class SendSlots {

  private record TargetRow(String agentId, String chatId, boolean grouped, UUID conversationId) {}

  private record SlotRow(UUID replyId, Instant slotAt) {}

  /** In the order of the keys, so that two batches cannot wait for each other. */
  private static final String LOCK =
      """
      SELECT pg_advisory_xact_lock(o.k) FROM (
        SELECT DISTINCT hashtextextended('kefu.send/' || $1::text || '/' || agent_id, 0) AS k
        FROM jsonb_to_recordset($2::text::jsonb) AS i(agent_id text)
        ORDER BY k) o
      """;

  /** Uses replies_slots, replies_chat and replies_conversation. */
  private static final String GIVEN =
      """
      WITH t AS (
        SELECT DISTINCT agent_id, chat_id, grouped, conversation_id
        FROM jsonb_to_recordset($2::text::jsonb) AS i(
          agent_id text, chat_id text, grouped boolean, conversation_id uuid))
      SELECT 'AGENT' AS scope, a.agent_id AS id, s.slot_at
      FROM (SELECT DISTINCT agent_id FROM t) a
      CROSS JOIN LATERAL (
        SELECT r.slot_at FROM replies r
        WHERE r.tenant_id = $1 AND r.agent_id = a.agent_id AND r.slot_at > $3
          AND r.reply_id <> ALL($8)
        ORDER BY r.slot_at DESC LIMIT $5) s
      UNION ALL
      SELECT 'GROUP', g.agent_id || '/' || g.chat_id, s.slot_at
      FROM (SELECT DISTINCT agent_id, chat_id FROM t WHERE grouped) g
      CROSS JOIN LATERAL (
        SELECT r.slot_at FROM replies r
        WHERE r.tenant_id = $1 AND r.agent_id = g.agent_id AND r.chat_id = g.chat_id
          AND r.created_at > $4 AND r.slot_at > $3 AND r.reply_id <> ALL($8)
        ORDER BY r.slot_at DESC LIMIT $6) s
      UNION ALL
      SELECT 'USER', u.conversation_id::text, s.slot_at
      FROM (SELECT DISTINCT conversation_id FROM t WHERE grouped AND conversation_id IS NOT NULL) u
      CROSS JOIN LATERAL (
        SELECT r.slot_at FROM replies r
        WHERE r.tenant_id = $1 AND r.conversation_id = u.conversation_id AND r.created_at > $4
          AND r.slot_at > $7 AND r.part = 1 AND r.origin = 'bot' AND r.reply_id <> ALL($8)
        ORDER BY r.slot_at DESC LIMIT 1) s
      """;

  private static final String MOVE =
      """
      UPDATE replies r SET slot_at = i.slot_at, not_before = i.slot_at, released_at = NULL,
        next_attempt_at = LEAST(i.slot_at, r.expires_at)
      FROM (
        SELECT i.* FROM jsonb_to_recordset($2::text::jsonb) AS i(
          reply_id uuid, slot_at timestamptz)
        JOIN replies q ON q.tenant_id = $1 AND q.reply_id = i.reply_id
          AND NOT (i IS DISTINCT FROM i)
        ORDER BY q.reply_id FOR NO KEY UPDATE OF q) i
      WHERE r.tenant_id = $1 AND r.reply_id = i.reply_id AND r.status = 'PENDING'
        AND r.published_at IS NULL
      """;

  private static final UUID[] NOBODY = {};

  private final LimitSource source;
  private final TenantScope tenants;
  private final ReplyConfig config;
  private final JsonRows json;
  private final Clock clock;

  /** Wires the slots. */
  public SendSlots(
      LimitSource source, TenantScope tenants, ReplyConfig config, JsonRows json, Clock clock) {
    this.source = source;
    this.tenants = tenants;
    this.config = config;
    this.json = json;
    this.clock = clock;
  }

  /**
   * The schedule for these targets, in the caller's transaction, which must come with locks on
   * chats and conversations only, if with any. What it reserves is stored by the caller as {@code
   * slot_at} before the transaction ends.
   */
  public Uni<SendSchedule> schedule(
      SqlConnection connection, String tenantId, Collection<SendTarget> targets) {
    return schedule(connection, tenantId, targets, NOBODY);
  }

  private Uni<SendSchedule> schedule(
      SqlConnection connection, String tenantId, Collection<SendTarget> targets, UUID[] without) {
    SendLimits limits = source.of(tenantId);
    List<TargetRow> bound =
        targets.stream()
            .filter(limits::bind)
            .map(
                target ->
                    new TargetRow(
                        target.chat().agentId(),
                        target.chat().chatId(),
                        target.group(),
                        target.conversationId()))
            .toList();
    if (bound.isEmpty()) {
      return Uni.createFrom().item(new SendSchedule(limits, Map.of()));
    }
    Instant now = clock.instant();
    String rows = json.of(bound);
    Tuple values =
        Tuple.tuple()
            .addString(tenantId)
            .addString(rows)
            .addOffsetDateTime(now.minus(SendLimits.MINUTE).atOffset(ZoneOffset.UTC))
            .addOffsetDateTime(oldest(now, limits).atOffset(ZoneOffset.UTC))
            .addInteger(limits.agentPerMinute())
            .addInteger(limits.groupPerMinute())
            .addOffsetDateTime(now.minus(limits.userInGroupEvery()).atOffset(ZoneOffset.UTC))
            .addArrayOfUUID(without);
    return Uni.combine()
        .all()
        .unis(
            connection.preparedQuery(LOCK).execute(Tuple.of(tenantId, rows)),
            connection.preparedQuery(GIVEN).execute(values))
        .with((locked, given) -> new SendSchedule(limits, given(given)));
  }

  /** Nothing older can have a slot that still counts: it would have expired before. */
  private Instant oldest(Instant now, SendLimits limits) {
    Duration span =
        limits.userInGroupEvery().compareTo(SendLimits.MINUTE) > 0
            ? limits.userInGroupEvery()
            : SendLimits.MINUTE;
    return now.minus(span).minus(config.expiry());
  }

  /**
   * Gives parts of one chat that missed their slots new ones, in their order and with their pauses;
   * answers the parts with their new times. Parts whose new slot would come too late expire when
   * their time has come.
   */
  public Uni<List<OutboxPart>> again(boolean group, List<OutboxPart> parts) {
    String tenantId = parts.getFirst().chat().tenantId();
    List<SendTarget> targets =
        parts.stream()
            .map(part -> new SendTarget(part.chat(), group, part.conversationId()))
            .toList();
    UUID[] ids = parts.stream().map(OutboxPart::replyId).toArray(UUID[]::new);
    return tenants.inTransaction(
        tenantId,
        connection ->
            schedule(connection, tenantId, targets, ids)
                .map(schedule -> moved(schedule, targets, parts))
                .call(
                    moved ->
                        connection
                            .preparedQuery(MOVE)
                            .execute(Tuple.of(tenantId, json.of(slotRows(moved))))));
  }

  private List<OutboxPart> moved(
      SendSchedule schedule, List<SendTarget> targets, List<OutboxPart> parts) {
    List<OutboxPart> moved = new ArrayList<>(parts.size());
    Instant from = clock.instant();
    for (int i = 0; i < parts.size(); i++) {
      OutboxPart part = parts.get(i);
      if (i > 0) {
        OutboxPart before = parts.get(i - 1);
        boolean sameAnswer =
            part.part() == before.part() + 1
                && part.messageId() != null
                && part.messageId().equals(before.messageId());
        Duration pause = Duration.between(before.slotAt(), part.slotAt());
        from =
            moved
                .get(i - 1)
                .slotAt()
                .plus(sameAnswer && pause.isPositive() ? pause : Duration.ZERO);
      }
      Instant slot =
          schedule
              .reserve(targets.get(i), part.part(), from, List.of(), part.expiresAt())
              .map(List::getFirst)
              .orElse(part.expiresAt());
      moved.add(part.movedTo(slot));
    }
    return moved;
  }

  private static List<SlotRow> slotRows(List<OutboxPart> parts) {
    return parts.stream().map(part -> new SlotRow(part.replyId(), part.slotAt())).toList();
  }

  private static Map<SendSchedule.Key, List<Instant>> given(RowSet<Row> rows) {
    Map<SendSchedule.Key, List<Instant>> given = new HashMap<>();
    for (Row row : rows) {
      given
          .computeIfAbsent(
              new SendSchedule.Key(
                  SendSchedule.Scope.valueOf(row.getString("scope")), row.getString("id")),
              key -> new ArrayList<>())
          .add(row.getOffsetDateTime("slot_at").toInstant());
    }
    return given;
  }
}
