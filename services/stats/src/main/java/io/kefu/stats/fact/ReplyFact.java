package io.kefu.stats.fact;

import io.kefu.contracts.chat.ReceiptStatus;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.event.AgentEvent;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.stats.rollup.Contribution;
import io.kefu.stats.rollup.Dimension;
import io.kefu.stats.rollup.Measure;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one reply part: its decision and its receipt, in any order.
 *
 * @param agentId agent that sends it
 * @param decidedAt when it was decided; null until its record is seen
 * @param sends whether it has a text for the customer
 * @param origin who wrote it; null until its record is seen
 * @param operator who wrote it, when an operator did; null else
 * @param receiptAt earliest receipt; null without one
 * @param status strongest receipt: SENT before FAILED before UNKNOWN; null without one
 */
public record ReplyFact(
    String agentId,
    Instant decidedAt,
    boolean sends,
    String origin,
    String operator,
    Instant receiptAt,
    ReceiptStatus status) {

  /** What a record of reply.out tells about its own part. */
  public static ReplyFact of(ReplyOut event) {
    return new ReplyFact(
        event.agentId(),
        Times.stored(event.reply().timestamp()),
        event.reply().action() != ReplyAction.IGNORE && !event.reply().content().isBlank(),
        Wire.name(event.origin()),
        event.operator(),
        null,
        null);
  }

  /** What a receipt tells; its time is the gateway's, an agent's clock may be wrong. */
  public static ReplyFact of(AgentEvent event) {
    return new ReplyFact(
        event.agentId(),
        null,
        false,
        null,
        null,
        Times.stored(event.occurredAt()),
        event.receipt().status());
  }

  /** What both know together; commutative, associative and idempotent. */
  public ReplyFact merge(ReplyFact other) {
    return new ReplyFact(
        agentId.compareTo(other.agentId) <= 0 ? agentId : other.agentId,
        Times.earliest(decidedAt, other.decidedAt),
        sends || other.sends,
        least(origin, other.origin),
        least(operator, other.operator),
        Times.earliest(receiptAt, other.receiptAt),
        stronger(status, other.status));
  }

  /**
   * What this part adds to the statistics. Counted at its decision; a receipt whose part was never
   * seen is counted at its own time until the part turns up.
   */
  public Optional<Contribution> contribution(ReplyKey key) {
    Instant at = decidedAt == null ? receiptAt : decidedAt;
    if (at == null || (!sends && status == null)) {
      return Optional.empty();
    }
    return Optional.of(
        Contribution.at(key.tenantId(), at)
            .in(Dimension.AGENT, agentId)
            .in(Dimension.ORIGIN, origin)
            .in(Dimension.OPERATOR, operator)
            .count(Measure.REPLY_PARTS, sends ? 1 : 0)
            .count(Measure.SENT, status == ReceiptStatus.SENT ? 1 : 0)
            .count(Measure.FAILED, status == ReceiptStatus.FAILED ? 1 : 0)
            .count(Measure.UNKNOWN, status == ReceiptStatus.UNKNOWN ? 1 : 0)
            .build());
  }

  private static ReceiptStatus stronger(ReceiptStatus a, ReceiptStatus b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return strength(a) >= strength(b) ? a : b;
  }

  private static int strength(ReceiptStatus status) {
    return switch (status) {
      case UNKNOWN -> 0;
      case FAILED -> 1;
      case SENT -> 2;
    };
  }

  private static String least(String a, String b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) <= 0 ? a : b;
  }
}
