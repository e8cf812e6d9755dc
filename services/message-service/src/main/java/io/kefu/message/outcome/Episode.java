package io.kefu.message.outcome;

import io.kefu.contracts.answer.Speaker;

/**
 * What happened from one closing of a conversation to the next, and what that says about how it
 * ended (domain.md §6). Pure.
 *
 * @param messages of the customer
 * @param aiReplies answers of the bot that were sent
 * @param humanReplies texts of operators that were sent
 * @param handovers times the bot gave it to a person
 * @param lastSpeaker who spoke last; null when nobody did
 * @param openQuestion whether the last thing the bot said was a question to the customer
 */
public record Episode(
    long messages,
    long aiReplies,
    long humanReplies,
    long handovers,
    Speaker lastSpeaker,
    boolean openQuestion) {

  /** How it ended. */
  public enum Outcome {
    /** The customer got what was asked for. */
    SOLVED,
    /** We owe the customer an answer. */
    UNSOLVED,
    /** It was given to a person, and none has answered. */
    TRANSFERRED,
    /** The customer left while we waited for an answer. */
    ABANDONED
  }

  /** Who solved it. */
  public enum ResolvedBy {
    /** The bot. */
    AI,
    /** An operator. */
    HUMAN,
    /** Nobody of ours said anything. */
    SELF
  }

  /** How it ended, when nobody says otherwise. */
  public Outcome outcome() {
    if (handovers > 0 && humanReplies == 0) {
      return Outcome.TRANSFERRED;
    }
    if (lastSpeaker == Speaker.ME) {
      return openQuestion ? Outcome.ABANDONED : Outcome.SOLVED;
    }
    return Outcome.UNSOLVED;
  }

  /** Who did it: a person who wrote once was needed. */
  public ResolvedBy resolvedBy() {
    if (humanReplies > 0) {
      return ResolvedBy.HUMAN;
    }
    return aiReplies > 0 ? ResolvedBy.AI : ResolvedBy.SELF;
  }
}
