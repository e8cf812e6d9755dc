package io.kefu.message.answer;

import io.kefu.message.answer.Decision.HandOver;
import io.kefu.message.answer.Decision.Ignore;
import io.kefu.message.handover.HandOverReason;
import io.kefu.message.rules.Fact;
import io.kefu.message.settings.Settings;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * One handover too many: when a conversation goes to a person for the third time within a day, a
 * person is to come before others do (domain.md §7). What is urgent, VIPs and {@code needs_human}
 * are shipped rules. Pure.
 */
final class Escalation {

  private Escalation() {}

  /**
   * The decision, or the escalated handover in its place. Only the one handover that reaches the
   * limit is escalated: those after it find a person asked for with all urgency already.
   *
   * @param earlier counts the handovers of the last day when it is asked
   */
  static Decision of(Decision decision, Settings settings, LongSupplier earlier) {
    int limit = settings.escalation().handovers();
    boolean counts =
        limit > 0
            && decision instanceof HandOver handOver
            && handOver.reason() != HandOverReason.WAITING_FOR_OPERATOR
            && handOver.reason() != HandOverReason.QUIET_HOURS
            && !handOver.reason().escalates();
    if (!counts || earlier.getAsLong() != limit - 1L) {
      return decision;
    }
    return new HandOver(
        HandOverReason.REPEATED_HANDOVER,
        settings.text("escalated"),
        decision.confidence(),
        decision.basis());
  }

  /**
   * Why a person has to come before others do, where the bot is muted or the customer waits
   * already: no rule runs there, and whoever reports a fire is heard all the same. By the settings
   * that the shipped rules go by.
   *
   * @param silence why nothing is said
   */
  static Optional<HandOverReason> unheard(Decision silence, Inquiry inquiry, Settings settings) {
    boolean waits =
        silence instanceof HandOver || silence instanceof Ignore ignored && ignored.isMute();
    if (!waits) {
      return Optional.empty();
    }
    MessageFacts facts =
        new MessageFacts(inquiry, settings, () -> Retrieval.FAILED, UnaryOperator.identity());
    if (!facts.is(Fact.MESSAGE_READABLE)) {
      return Optional.empty();
    }
    long urgency = (long) facts.value(Fact.MESSAGE_URGENCY);
    if (urgency >= settings.escalation().urgency()) {
      return Optional.of(HandOverReason.URGENT);
    }
    return facts.is(Fact.CUSTOMER_VIP) && urgency >= settings.escalation().vipUrgency()
        ? Optional.of(HandOverReason.VIP_URGENT)
        : Optional.empty();
  }
}
