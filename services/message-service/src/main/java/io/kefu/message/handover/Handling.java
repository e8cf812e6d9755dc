package io.kefu.message.handover;

import java.time.Instant;

/**
 * Who looks after a conversation.
 *
 * @param mode bot, queue or operator
 * @param reason why it was handed over; null while the bot has it
 * @param botSilent whether the bot says nothing while the customer is queued
 * @param since when it was handed over; null while the bot has it
 * @param returnAt when the bot takes it back by itself; null while the bot has it
 * @param heldBy the operator; null unless held
 */
public record Handling(
    Mode mode, String reason, boolean botSilent, Instant since, Instant returnAt, String heldBy) {

  /** The bot has it. */
  public static final Handling BOT = new Handling(Mode.BOT, null, false, null, null, null);

  /** Who looks after it. */
  public enum Mode {
    /** The bot. */
    BOT,
    /** A person is asked for; nobody came yet. */
    QUEUED,
    /** An operator has it; the bot is silent. */
    HELD
  }

  /** Now, with a return that is due taken into account. */
  public Handling at(Instant now) {
    return returnAt != null && !now.isBefore(returnAt) ? BOT : this;
  }

  /**
   * A person is asked for. A conversation that waits already keeps its place and its reason, unless
   * the new one escalates; a wish for silence is added.
   */
  public Handling queued(HandOverReason why, Instant now, Instant back) {
    boolean silent = why.silencesBot();
    return switch (mode) {
      case BOT -> new Handling(Mode.QUEUED, why.code(), silent, now, back, null);
      case QUEUED ->
          new Handling(
              mode,
              why.escalates() ? why.code() : reason,
              botSilent || silent,
              since,
              returnAt,
              null);
      case HELD -> this;
    };
  }

  /** An operator takes it, or goes on holding it. */
  public Handling heldBy(String operator, Instant now, Instant back) {
    return new Handling(
        Mode.HELD,
        reason == null ? "operator_took_over" : reason,
        true,
        since == null ? now : since,
        back,
        operator);
  }

  /** The operator lays it back into the queue. */
  public Handling released(Instant back) {
    return new Handling(Mode.QUEUED, reason, botSilent, since, back, null);
  }
}
