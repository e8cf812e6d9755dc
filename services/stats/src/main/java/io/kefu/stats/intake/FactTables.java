package io.kefu.stats.intake;

import io.kefu.contracts.chat.ReceiptStatus;
import io.kefu.stats.fact.MessageFact;
import io.kefu.stats.fact.MessageKey;
import io.kefu.stats.fact.ReplyFact;
import io.kefu.stats.fact.ReplyKey;
import io.kefu.stats.fact.SessionFact;
import io.kefu.stats.fact.SessionKey;
import io.kefu.stats.fact.Traits;
import io.kefu.stats.intake.FactTable.Column;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/** The tables of facts about messages, replies and agents. */
final class FactTables {

  static final FactTable<MessageKey, MessageFact> MESSAGES =
      new FactTable<>(
          "message_fact",
          List.of(text("tenant_id"), text("agent_id"), text("message_id")),
          List.of(
              time("received_at"),
              flag("countable"),
              text("chat_type"),
              time("decided_at"),
              text("decided_by"),
              text("branch"),
              text("reason"),
              text("provider"),
              text("model"),
              text("rule_id"),
              number("tokens_in"),
              number("tokens_out"),
              number("evidence"),
              time("replied_at"),
              text("replied_by"),
              text("origin"),
              flag("handed_over"),
              flag("ignored"),
              number("cost_micros"),
              text("bucket"),
              text("grade"),
              text("trigger_label"),
              text("question")),
          FactTables::encode,
          row ->
              new MessageKey(
                  row.getString("tenant_id"),
                  row.getString("agent_id"),
                  row.getString("message_id")),
          FactTables::message,
          MessageFact::merge);

  static final FactTable<ReplyKey, ReplyFact> REPLIES =
      new FactTable<>(
          "reply_fact",
          List.of(text("tenant_id"), text("reply_id")),
          List.of(
              text("agent_id"),
              time("decided_at"),
              flag("sends"),
              text("origin"),
              text("operator"),
              time("receipt_at"),
              text("status")),
          FactTables::encode,
          row -> new ReplyKey(row.getString("tenant_id"), row.getString("reply_id")),
          FactTables::reply,
          ReplyFact::merge);

  static final FactTable<SessionKey, SessionFact> SESSIONS =
      new FactTable<>(
          "agent_session",
          List.of(text("tenant_id"), text("agent_id"), text("session_id")),
          List.of(time("started_at"), time("last_seen_at"), time("ended_at"), time("until_at")),
          FactTables::encode,
          row ->
              new SessionKey(
                  row.getString("tenant_id"),
                  row.getString("agent_id"),
                  row.getString("session_id")),
          row ->
              new SessionFact(
                  instant(row, "started_at"),
                  instant(row, "last_seen_at"),
                  instant(row, "ended_at")),
          SessionFact::merge);

  private FactTables() {}

  private static JsonObject encode(MessageKey key, MessageFact fact) {
    MessageFact.Decision decision = fact.decision();
    JsonObject row =
        new JsonObject()
            .put("tenant_id", key.tenantId())
            .put("agent_id", key.agentId())
            .put("message_id", key.messageId())
            .put("received_at", iso(fact.receivedAt()))
            .put("countable", fact.countable())
            .put("chat_type", fact.chatType())
            .put("tokens_in", decision == null ? 0 : decision.tokensIn())
            .put("tokens_out", decision == null ? 0 : decision.tokensOut())
            .put("evidence", decision == null ? 0 : decision.evidence())
            .put("replied_at", iso(fact.repliedAt()))
            .put("replied_by", fact.repliedBy())
            .put("origin", fact.origin())
            .put("handed_over", fact.handedOver())
            .put("ignored", fact.ignored())
            .put("cost_micros", decision == null ? 0 : decision.costMicros());
    if (decision != null) {
      row.put("decided_at", iso(decision.at()))
          .put("decided_by", decision.by())
          .put("branch", decision.branch())
          .put("reason", decision.reason())
          .put("provider", decision.provider())
          .put("model", decision.model())
          .put("rule_id", decision.ruleId())
          .put("question", decision.question());
      traits(row, decision.customer());
    }
    return row;
  }

  private static MessageFact message(Row row) {
    Instant decidedAt = instant(row, "decided_at");
    MessageFact.Decision decision =
        decidedAt == null
            ? null
            : new MessageFact.Decision(
                decidedAt,
                row.getString("decided_by"),
                row.getString("branch"),
                row.getString("reason"),
                row.getString("provider"),
                row.getString("model"),
                row.getString("rule_id"),
                row.getLong("tokens_in"),
                row.getLong("tokens_out"),
                row.getInteger("evidence"),
                row.getLong("cost_micros"),
                traits(row),
                row.getString("question"));
    return new MessageFact(
        instant(row, "received_at"),
        row.getBoolean("countable"),
        row.getString("chat_type"),
        decision,
        instant(row, "replied_at"),
        row.getString("replied_by"),
        row.getString("origin"),
        row.getBoolean("handed_over"),
        row.getBoolean("ignored"));
  }

  private static JsonObject encode(ReplyKey key, ReplyFact fact) {
    return new JsonObject()
        .put("tenant_id", key.tenantId())
        .put("reply_id", key.replyId())
        .put("agent_id", fact.agentId())
        .put("decided_at", iso(fact.decidedAt()))
        .put("sends", fact.sends())
        .put("origin", fact.origin())
        .put("operator", fact.operator())
        .put("receipt_at", iso(fact.receiptAt()))
        .put("status", fact.status() == null ? null : fact.status().name());
  }

  private static ReplyFact reply(Row row) {
    String status = row.getString("status");
    return new ReplyFact(
        row.getString("agent_id"),
        instant(row, "decided_at"),
        row.getBoolean("sends"),
        row.getString("origin"),
        row.getString("operator"),
        instant(row, "receipt_at"),
        status == null ? null : ReceiptStatus.valueOf(status));
  }

  private static JsonObject encode(SessionKey key, SessionFact fact) {
    return new JsonObject()
        .put("tenant_id", key.tenantId())
        .put("agent_id", key.agentId())
        .put("session_id", key.sessionId())
        .put("started_at", iso(fact.startedAt()))
        .put("last_seen_at", iso(fact.lastSeenAt()))
        .put("ended_at", iso(fact.endedAt()))
        .put("until_at", iso(fact.until()));
  }

  static JsonObject traits(JsonObject row, Traits customer) {
    return row.put("bucket", customer.bucket())
        .put("grade", customer.grade())
        .put("trigger_label", customer.trigger());
  }

  static Traits traits(Row row) {
    return new Traits(
        row.getString("bucket"), row.getString("grade"), row.getString("trigger_label"));
  }

  static Column text(String name) {
    return new Column(name, "text");
  }

  static Column time(String name) {
    return new Column(name, "timestamptz");
  }

  static Column flag(String name) {
    return new Column(name, "boolean");
  }

  static Column number(String name) {
    return new Column(name, "bigint");
  }

  static String iso(Instant time) {
    return time == null ? null : time.toString();
  }

  static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
