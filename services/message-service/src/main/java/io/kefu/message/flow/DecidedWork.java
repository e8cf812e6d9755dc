package io.kefu.message.flow;

import io.kefu.contracts.ChatKey;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.answer.DecisionSummary;
import io.kefu.contracts.answer.StageLatency;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.chat.ReplyOrigin;
import io.kefu.contracts.conversation.EvidenceView;
import io.kefu.message.conversation.Conversation;
import io.kefu.message.reply.OutboxPart;
import io.kefu.message.rules.Effects;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A decision as it is stored.
 *
 * @param chat its chat
 * @param messageIds the messages it covers
 * @param row its row in decisions
 * @param parts its replies, in order
 * @param signal what it says about the customer; null without one
 * @param conversation the conversation afterwards; null without one
 * @param cause what moved the conversation
 * @param effects what rules want beside it; null without a conversation
 */
record DecidedWork(
    ChatKey chat,
    List<String> messageIds,
    DecisionRow row,
    List<OutboxPart> parts,
    SignalRow signal,
    Conversation conversation,
    String cause,
    Effects effects) {

  DecidedWork {
    messageIds = List.copyOf(messageIds);
    parts = List.copyOf(parts);
  }

  /** Changes of customers; a null bucket stays as it is. */
  record SignalRow(
      UUID customerId,
      int messages,
      int score,
      String triggerLabel,
      String bucket,
      boolean whiteProposed) {}

  /** Columns of decisions. */
  record DecisionRow(
      String agentId,
      String messageId,
      String chatId,
      UUID conversationId,
      UUID customerId,
      ReplyAction action,
      Branch branch,
      String content,
      double confidence,
      String reason,
      List<EvidenceView> evidence,
      String provider,
      String model,
      Long tokensIn,
      Long tokensOut,
      String ruleId,
      Long receiveMs,
      Long retrieveMs,
      Long generateMs,
      Instant receivedAt,
      Instant decidedAt) {}

  /** Columns of replies. */
  record ReplyRow(
      UUID replyId,
      String agentId,
      String chatId,
      String messageId,
      UUID conversationId,
      ReplyOrigin origin,
      ReplyAction action,
      String content,
      int part,
      int parts,
      String mention,
      double confidence,
      Instant notBefore,
      Instant nextAttemptAt,
      Instant expiresAt,
      Instant createdAt) {}

  List<ReplyRow> replyRows() {
    return parts.stream()
        .map(
            part ->
                new ReplyRow(
                    part.replyId(),
                    part.chat().agentId(),
                    part.chat().chatId(),
                    part.messageId(),
                    part.conversationId(),
                    part.origin(),
                    part.action(),
                    part.content(),
                    part.part(),
                    part.parts(),
                    part.mention(),
                    part.confidence(),
                    part.notBefore(),
                    part.nextAttemptAt(),
                    part.expiresAt(),
                    part.createdAt()))
        .toList();
  }

  /** What goes with the first part: why the reply is what it is. */
  DecisionSummary summary() {
    long total = Math.max(0, row.decidedAt().toEpochMilli() - row.receivedAt().toEpochMilli());
    return new DecisionSummary(
        row.branch(),
        row.confidence(),
        row.reason(),
        row.evidence().stream().map(EvidenceView::entryId).toList(),
        row.provider(),
        row.model(),
        row.tokensIn(),
        row.tokensOut(),
        row.ruleId(),
        new StageLatency(row.receiveMs(), row.retrieveMs(), row.generateMs(), null, total));
  }
}
