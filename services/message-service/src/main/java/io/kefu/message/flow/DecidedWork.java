package io.kefu.message.flow;

import io.kefu.contracts.ChatKey;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.answer.DecisionSummary;
import io.kefu.contracts.answer.StageLatency;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.chat.ReplyOrigin;
import io.kefu.contracts.conversation.CustomerTraits;
import io.kefu.contracts.conversation.EvidenceView;
import io.kefu.contracts.conversation.ShadowDecision;
import io.kefu.contracts.event.DecidedMessage;
import io.kefu.message.conversation.Conversation;
import io.kefu.message.handover.HandOverReason;
import io.kefu.message.reply.Announcement;
import io.kefu.message.reply.OutboxPart;
import io.kefu.message.rules.Effects;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A decision as it is stored.
 *
 * @param chat its chat
 * @param messageIds the messages it covers
 * @param row its row in decisions
 * @param parts its replies, in order
 * @param refused replies that the sending limits left no time for; then there are no parts
 * @param signal what it says about the customer; null without one
 * @param conversation the conversation afterwards; null without one
 * @param cause what moved the conversation
 * @param effects what rules want beside it; null without a conversation
 * @param mute what an admin's command does to the chat; null for nothing
 * @param askedWhileMuted since when the chat is muted in which this was asked; null for no to-do
 * @param escalated why a person has to come before others do; null when that is not so
 */
record DecidedWork(
    ChatKey chat,
    List<String> messageIds,
    DecisionRow row,
    List<OutboxPart> parts,
    List<OutboxPart> refused,
    SignalRow signal,
    Conversation conversation,
    String cause,
    Effects effects,
    ChatMutes.MuteRow mute,
    Instant askedWhileMuted,
    HandOverReason escalated) {

  /** Why a reply ended that the sending limits left no time for. */
  static final String RATE_LIMITED = "rate_limited";

  DecidedWork {
    messageIds = List.copyOf(messageIds);
    parts = List.copyOf(parts);
    refused = List.copyOf(refused);
  }

  /** Changes of customers; a null bucket stays as it is. */
  record SignalRow(
      UUID customerId,
      int messages,
      int score,
      String triggerLabel,
      String bucket,
      boolean whiteProposed,
      boolean quoteRequested) {}

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
      Instant decidedAt,
      List<String> messageIds,
      String customerBucket,
      String customerGrade,
      String customerLabel,
      Long costMicros,
      String question,
      ShadowDecision shadow) {}

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
      Instant createdAt,
      Instant slotAt,
      Instant releasedAt,
      String status,
      String error,
      Instant endedAt) {}

  List<ReplyRow> replyRows() {
    return Stream.concat(
            parts.stream().map(part -> row(part, "PENDING", null, null)),
            refused.stream().map(part -> row(part, "EXPIRED", RATE_LIMITED, part.createdAt())))
        .toList();
  }

  private static ReplyRow row(OutboxPart part, String status, String error, Instant endedAt) {
    return new ReplyRow(
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
        part.createdAt(),
        part.slotAt(),
        part.releasedAt(),
        status,
        error,
        endedAt);
  }

  /** What others are told about it. */
  Announcement announcement() {
    return announcement(chat, row, messageIds);
  }

  /** What others are told about a decision that covers these messages. */
  static Announcement announcement(ChatKey chat, DecisionRow row, List<String> messageIds) {
    long total = Math.max(0, row.decidedAt().toEpochMilli() - row.receivedAt().toEpochMilli());
    DecisionSummary why =
        new DecisionSummary(
            row.branch(),
            row.confidence(),
            row.reason(),
            row.evidence().stream().map(EvidenceView::entryId).toList(),
            row.provider(),
            row.model(),
            row.tokensIn(),
            row.tokensOut(),
            row.ruleId(),
            new StageLatency(row.receiveMs(), row.retrieveMs(), row.generateMs(), null, total),
            row.costMicros(),
            new CustomerTraits(row.customerBucket(), row.customerGrade(), row.customerLabel()),
            row.question());
    return new Announcement(
        chat,
        new DecidedMessage(row.messageId(), row.chatId(), row.action(), messageIds),
        why,
        row.decidedAt());
  }
}
