package io.kefu.message.outcome;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/**
 * How an episode ended, as it is stored.
 *
 * @param closedBy resolve, expiry or operator
 * @param actor who closed it; absent when time did
 * @param editedBy who corrected it last; absent when nobody did
 * @param firstResponseMs from the first message to our first answer that was sent; absent without
 *     one
 * @param resolutionMs from the first message to the closing
 * @param version counts its edits
 */
public record OutcomeView(
    UUID outcomeId,
    UUID conversationId,
    String outcome,
    String resolvedBy,
    String closedBy,
    String reason,
    Integer satisfaction,
    List<String> tags,
    String actor,
    String editedBy,
    Long firstResponseMs,
    Long resolutionMs,
    long messageCount,
    long aiReplyCount,
    long humanReplyCount,
    long handoverCount,
    Instant openedAt,
    Instant resolvedAt,
    long version) {

  /** Names this outcome as it is; another one, or an edit, has another tag. */
  public String tag() {
    return outcomeId + "-" + version;
  }

  /** Reads a row of outcomes. */
  static OutcomeView of(Row row) {
    OffsetDateTime opened = row.getOffsetDateTime("opened_at");
    return new OutcomeView(
        row.getUUID("outcome_id"),
        row.getUUID("conversation_id"),
        row.getString("outcome"),
        row.getString("resolved_by"),
        row.getString("closed_by"),
        row.getString("reason"),
        row.getInteger("satisfaction"),
        List.of(row.getArrayOfStrings("tags")),
        row.getString("actor"),
        row.getString("edited_by"),
        row.getLong("first_response_ms"),
        row.getLong("resolution_ms"),
        row.getLong("message_count"),
        row.getLong("ai_reply_count"),
        row.getLong("human_reply_count"),
        row.getLong("handover_count"),
        opened == null ? null : opened.toInstant(),
        row.getOffsetDateTime("resolved_at").toInstant(),
        row.getLong("version"));
  }
}
