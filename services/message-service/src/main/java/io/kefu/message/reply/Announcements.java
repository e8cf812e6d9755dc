package io.kefu.message.reply;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.ChatKey;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.answer.DecisionSummary;
import io.kefu.contracts.answer.StageLatency;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.conversation.CustomerTraits;
import io.kefu.contracts.conversation.EvidenceView;
import io.kefu.contracts.event.DecidedMessage;
import io.kefu.message.persistence.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decisions as they are told to others. A decision with a reply travels with its first part, which
 * the outbox repeats until Kafka has it. A decision without one has no row that waits: the claim on
 * its chat stands for it. A claim is given back only when Kafka has all that was decided under it,
 * and the next holder of a claim that was not given back announces again what it finds.
 */
@ApplicationScoped
public class Announcements {

  /** Columns of the decision {@code d}, for {@link #of}. */
  static final String COLUMNS =
      """
      d.message_id AS d_message_id, d.action AS d_action, d.branch, d.reason,
        d.confidence AS d_confidence, d.evidence::text AS evidence, d.provider, d.model,
        d.tokens_in, d.tokens_out, d.rule_id, d.receive_ms, d.retrieve_ms, d.generate_ms,
        d.received_at, d.decided_at, d.message_ids, d.customer_bucket, d.customer_grade,
        d.customer_label, d.cost_micros, d.question
      """;

  /** The clocks of two replicas and of the database are never further apart. */
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

  /** Uses decisions_decided_at: what is looked for is always young. */
  private static final String SILENT_SINCE =
      "SELECT d.tenant_id, d.agent_id, d.chat_id, "
          + COLUMNS
          + """
          FROM decisions d
          WHERE d.tenant_id = $1 AND d.agent_id = $2 AND d.chat_id = $3 AND d.decided_at >= $4
            AND NOT EXISTS (SELECT 1 FROM replies r
              WHERE r.tenant_id = d.tenant_id AND r.agent_id = d.agent_id
                AND r.message_id = d.message_id AND r.error IS DISTINCT FROM 'rate_limited')
          ORDER BY d.decided_at
          """;

  private final TenantScope tenants;
  private final JsonRows json;

  /** Uses the service's pool. */
  public Announcements(TenantScope tenants, JsonRows json) {
    this.tenants = tenants;
    this.json = json;
  }

  /** The decisions of a chat that no reply speaks of, made since a claim began. */
  public Uni<List<Announcement>> silentSince(ChatKey chat, Instant claimed) {
    return tenants.inTransaction(
        chat.tenantId(),
        connection ->
            connection
                .preparedQuery(SILENT_SINCE)
                .execute(
                    Tuple.of(
                        chat.tenantId(),
                        chat.agentId(),
                        chat.chatId(),
                        claimed.minus(CLOCK_SKEW).atOffset(ZoneOffset.UTC)))
                .map(
                    rows -> {
                      List<Announcement> found = new ArrayList<>(rows.size());
                      rows.forEach(row -> of(row).ifPresent(found::add));
                      return found;
                    }));
  }

  /** Reads {@link #COLUMNS}; empty for a row without a decision. */
  Optional<Announcement> of(Row row) {
    String messageId = row.getString("d_message_id");
    if (messageId == null) {
      return Optional.empty();
    }
    String[] burst = row.getArrayOfStrings("message_ids");
    Instant receivedAt = row.getOffsetDateTime("received_at").toInstant();
    Instant decidedAt = row.getOffsetDateTime("decided_at").toInstant();
    return Optional.of(
        new Announcement(
            new ChatKey(
                row.getString("tenant_id"), row.getString("agent_id"), row.getString("chat_id")),
            new DecidedMessage(
                messageId,
                row.getString("chat_id"),
                ReplyAction.valueOf(row.getString("d_action").toUpperCase(Locale.ROOT)),
                burst == null ? List.of(messageId) : List.of(burst)),
            new DecisionSummary(
                Branch.valueOf(row.getString("branch").toUpperCase(Locale.ROOT)),
                row.getDouble("d_confidence"),
                row.getString("reason"),
                json.list(row.getString("evidence"), EvidenceView.class).stream()
                    .map(EvidenceView::entryId)
                    .toList(),
                row.getString("provider"),
                row.getString("model"),
                row.getLong("tokens_in"),
                row.getLong("tokens_out"),
                row.getString("rule_id"),
                new StageLatency(
                    row.getLong("receive_ms"),
                    row.getLong("retrieve_ms"),
                    row.getLong("generate_ms"),
                    null,
                    Math.max(0, decidedAt.toEpochMilli() - receivedAt.toEpochMilli())),
                row.getLong("cost_micros"),
                new CustomerTraits(
                    row.getString("customer_bucket"),
                    row.getString("customer_grade"),
                    row.getString("customer_label")),
                row.getString("question")),
            decidedAt));
  }
}
