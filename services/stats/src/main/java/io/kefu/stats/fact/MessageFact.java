package io.kefu.stats.fact;

import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.answer.DecisionSummary;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.chat.InboundMessage;
import io.kefu.contracts.chat.OutboundReply;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.event.DecidedMessage;
import io.kefu.contracts.event.MessageIn;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.stats.rollup.Contribution;
import io.kefu.stats.rollup.Dimension;
import io.kefu.stats.rollup.Measure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of one customer message. Any part may be unknown: events come in any order.
 *
 * @param receivedAt when the gateway took it; null until its record is seen
 * @param countable whether a customer wrote it; false for system rows and our own messages
 * @param chatType private or group; null until its record is seen
 * @param decision the earliest decision; null until one is seen
 * @param repliedAt decision of the first part of a reply; null without one
 * @param repliedBy id of that part, or of the message that led the burst
 * @param origin who wrote that part
 * @param handedOver whether it was given to a person
 * @param ignored whether it was decided that it gets nothing
 */
public record MessageFact(
    Instant receivedAt,
    boolean countable,
    String chatType,
    Decision decision,
    Instant repliedAt,
    String repliedBy,
    String origin,
    boolean handedOver,
    boolean ignored) {

  private static final int MAX_QUESTION = 200;

  /** Reasons of a handover that only a search can give. */
  private static final Set<String> SEARCHED_IN_VAIN = Set.of("low_confidence", "forbidden_topic");

  /** Nothing known. */
  public static final MessageFact NOTHING =
      new MessageFact(null, false, null, null, null, null, null, false, false);

  /**
   * How a message was decided.
   *
   * @param at when
   * @param by id of the reply, or of the message, that carried the decision; breaks ties of time
   * @param costMicros what the models cost, in millionths of the currency
   * @param customer the customer as the decision left them
   * @param question what the knowledge base had no answer to; null when it had one
   */
  public record Decision(
      Instant at,
      String by,
      String branch,
      String reason,
      String provider,
      String model,
      String ruleId,
      long tokensIn,
      long tokensOut,
      int evidence,
      long costMicros,
      Traits customer,
      String question) {

    private Decision withoutTokens() {
      return new Decision(
          at, by, branch, reason, provider, model, ruleId, 0, 0, evidence, 0, customer, null);
    }

    /** Whether a person was asked because the knowledge base had no answer. */
    private boolean foundNothing() {
      return question != null
          || (Wire.name(Branch.HANDOFF).equals(branch)
              && evidence == 0
              && (reason == null || SEARCHED_IN_VAIN.contains(reason)));
    }

    /** Whether the text rests on knowledge; a question back only mentions some. */
    private boolean restsOnKnowledge() {
      return evidence > 0
          && !Wire.name(Branch.CLARIFICATION).equals(branch)
          && !Wire.name(Branch.HANDOFF).equals(branch);
    }

    private boolean precedes(Decision other) {
      if (at.equals(other.at) && by.equals(other.by)) {
        // Told once more with another ending: any order will do, if it is always the same.
        return toString().compareTo(other.toString()) < 0;
      }
      return MessageFact.precedes(at, by, other.at, other.by);
    }
  }

  /** What a record of message.in tells. */
  public static MessageFact of(MessageIn event) {
    InboundMessage message = event.message();
    return new MessageFact(
        Times.stored(event.receivedAt()),
        !message.own() && message.contentType() != ContentType.SYSTEM,
        Wire.name(message.chatType()),
        null,
        null,
        null,
        null,
        false,
        false);
  }

  /** What a record of reply.out tells about the message it answers. */
  public static MessageFact of(ReplyOut event) {
    OutboundReply reply = event.reply();
    Instant at = Times.stored(reply.timestamp());
    boolean replies = reply.action() == ReplyAction.REPLY;
    return new MessageFact(
        null,
        false,
        null,
        event.decision() == null ? null : decision(at, reply.replyId(), event.decision()),
        replies ? at : null,
        replies ? reply.replyId() : null,
        replies ? Wire.name(event.origin()) : null,
        reply.action() == ReplyAction.TRANSFER_HUMAN,
        reply.action() == ReplyAction.IGNORE);
  }

  /**
   * What a decision that was announced by itself tells about one of the messages it covers. The
   * work of the model counts once, for the message that led the burst.
   */
  public static MessageFact of(ReplyOut event, String messageId) {
    DecidedMessage decided = event.decided();
    Instant at = Times.stored(event.occurredAt());
    boolean leads = decided.messageId().equals(messageId);
    boolean replies = decided.action() == ReplyAction.REPLY;
    Decision decision = decision(at, decided.messageId(), event.decision());
    return new MessageFact(
        null,
        false,
        null,
        leads ? decision : decision.withoutTokens(),
        replies ? at : null,
        replies ? decided.messageId() : null,
        replies ? Wire.name(event.origin()) : null,
        decided.action() == ReplyAction.TRANSFER_HUMAN,
        decided.action() == ReplyAction.IGNORE);
  }

  private static Decision decision(Instant at, String by, DecisionSummary summary) {
    return new Decision(
        at,
        by,
        Wire.name(summary.branch()),
        summary.reason(),
        summary.provider(),
        summary.model(),
        summary.ruleId(),
        summary.tokensIn() == null ? 0 : summary.tokensIn(),
        summary.tokensOut() == null ? 0 : summary.tokensOut(),
        summary.evidenceIds().size(),
        summary.costMicros() == null ? 0 : Math.max(0, summary.costMicros()),
        Traits.of(summary.customer()),
        question(summary.question()));
  }

  /** As short as message-service makes it, whoever else wrote it; empty is none. */
  private static String question(String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String plain = text.replace('\0', ' ').strip();
    return plain.codePointCount(0, plain.length()) <= MAX_QUESTION
        ? plain
        : plain.substring(0, plain.offsetByCodePoints(0, MAX_QUESTION));
  }

  /** The question that this message asked in vain; null without one. */
  public String unanswered() {
    return receivedAt == null || !countable || decision == null ? null : decision.question();
  }

  /** What both know together; commutative, associative and idempotent. */
  public MessageFact merge(MessageFact other) {
    boolean mineSeenFirst =
        other.receivedAt == null || (receivedAt != null && !other.receivedAt.isBefore(receivedAt));
    boolean mineDecidedFirst =
        other.decision == null || (decision != null && !other.decision.precedes(decision));
    boolean mineRepliedFirst =
        other.repliedAt == null
            || (repliedAt != null
                && !precedes(other.repliedAt, other.repliedBy, repliedAt, repliedBy));
    return new MessageFact(
        mineSeenFirst ? receivedAt : other.receivedAt,
        mineSeenFirst ? countable : other.countable,
        mineSeenFirst ? chatType : other.chatType,
        mineDecidedFirst ? decision : other.decision,
        mineRepliedFirst ? repliedAt : other.repliedAt,
        mineRepliedFirst ? repliedBy : other.repliedBy,
        mineRepliedFirst ? origin : other.origin,
        handedOver || other.handedOver,
        ignored || other.ignored);
  }

  /** What this message adds to the statistics; nothing while its own record is unknown. */
  public Optional<Contribution> contribution(MessageKey key) {
    if (receivedAt == null || !countable) {
      return Optional.empty();
    }
    Contribution.Builder sum =
        Contribution.at(key.tenantId(), receivedAt)
            .in(Dimension.AGENT, key.agentId())
            .in(Dimension.CHAT_TYPE, chatType)
            .in(Dimension.ORIGIN, origin)
            .count(Measure.RECEIVED, 1)
            .count(Measure.REPLIED, repliedAt != null ? 1 : 0)
            .count(Measure.REPLIED_ALONE, repliedAt != null && !handedOver ? 1 : 0)
            .count(Measure.HANDED_OVER, handedOver ? 1 : 0)
            .count(Measure.IGNORED, ignored && repliedAt == null && !handedOver ? 1 : 0);
    if (decision != null) {
      sum.in(Dimension.BRANCH, decision.branch)
          .in(Dimension.REASON, decision.reason)
          .in(Dimension.PROVIDER, decision.provider)
          .in(Dimension.MODEL, decision.model)
          .in(Dimension.RULE, decision.ruleId)
          .in(decision.customer)
          .count(Measure.TOKENS_IN, decision.tokensIn)
          .count(Measure.TOKENS_OUT, decision.tokensOut)
          .count(Measure.COST_MICROS, decision.costMicros)
          .count(Measure.KNOWLEDGE_HITS, repliedAt != null && decision.restsOnKnowledge() ? 1 : 0)
          .count(Measure.KNOWLEDGE_MISSES, decision.foundNothing() ? 1 : 0);
    }
    if (repliedAt != null) {
      sum.responded(Math.max(0, Duration.between(receivedAt, repliedAt).toMillis()));
    }
    return Optional.of(sum.build());
  }

  private static boolean precedes(Instant at, String by, Instant otherAt, String otherBy) {
    int byTime = at.compareTo(otherAt);
    return byTime != 0 ? byTime < 0 : by.compareTo(otherBy) < 0;
  }
}
