package io.kefu.message.handover;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a person takes over. */
public enum HandOverReason {
  /** Said a word that asks for a person or complains. */
  TRANSFER_WORD(true),
  /** Is angry. */
  ANGER(true),
  /** It cannot wait: somebody may be in danger. */
  URGENT(false, 5),
  /** A VIP to whom it is urgent. */
  VIP_URGENT(false, 5),
  /** People of ours said that this customer is served by people. */
  NEEDS_HUMAN(true, 4),
  /** One handover too many in this conversation. */
  REPEATED_HANDOVER(false, 4),
  /** Asked the same question again: our answer did not help. */
  SAME_QUESTION(false),
  /** A forbidden topic without an approved text. */
  FORBIDDEN_TOPIC(false),
  /** The knowledge base has no answer. */
  LOW_CONFIDENCE(false),
  /** A picture, a voice message, a file: nothing the bot can read. */
  UNREADABLE_CONTENT(false),
  /** The retrieval service did not answer. */
  SEARCH_UNAVAILABLE(false),
  /** The answering service did not answer, and no certain entry stood in for it. */
  ANSWER_UNAVAILABLE(false),
  /** The answering service refused to write. */
  ANSWER_REFUSED(false),
  /** An operator has not yet come. */
  WAITING_FOR_OPERATOR(true),
  /** The sending limits left no time for the answer. */
  RATE_LIMITED(false),
  /** Our own fault, again and again. */
  INTERNAL_ERROR(false),
  /** A rule of the tenant says so. */
  RULE(true),
  /** No rule said what to do. */
  NO_RULE(false),
  /** It is night: nothing is answered by itself. */
  QUIET_HOURS(false),
  /** The ERP has no such record of this customer. */
  ERP_NOT_FOUND(false),
  /** The customer is not linked to one of the ERP. */
  ERP_NOT_LINKED(false),
  /** The ERP cannot be asked. */
  ERP_UNAVAILABLE(false);

  /** Of what can wait for its turn. */
  private static final int NORMAL = 3;

  private static final Map<String, HandOverReason> BY_CODE =
      Stream.of(values())
          .collect(Collectors.toUnmodifiableMap(HandOverReason::code, Function.identity()));

  private final boolean silencesBot;
  private final int priority;

  HandOverReason(boolean silencesBot) {
    this(silencesBot, NORMAL);
  }

  HandOverReason(boolean silencesBot, int priority) {
    this.silencesBot = silencesBot;
    this.priority = priority;
  }

  /** Whether a person has to come before others do (domain.md §7): it becomes a to-do as well. */
  public boolean escalates() {
    return priority > NORMAL;
  }

  /** Priority of the to-do, 1 to 5, 5 first. */
  public int priority() {
    return priority;
  }

  /**
   * Whether the bot says nothing more until a person came: so when the customer wants a person.
   * When the bot merely did not know, it goes on answering what it is sure of while the customer
   * waits.
   */
  public boolean silencesBot() {
    return silencesBot;
  }

  /** Stable code on the wire. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The reason with a code. */
  public static Optional<HandOverReason> of(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  /** Every code, sorted. */
  public static Set<String> codes() {
    return new TreeSet<>(BY_CODE.keySet());
  }
}
