package io.kefu.message.conversation;

import io.kefu.contracts.answer.Speaker;
import io.kefu.contracts.conversation.ConversationStatus;
import java.time.Instant;

/**
 * Who spoke last in a conversation, and the times that hang on it (domain.md §2).
 *
 * @param status where the conversation stands
 * @param lastSpeaker who spoke last; null while nobody has
 * @param lastMessageAt when; null while nobody has
 * @param slaAt the customer has waited too long from then on; null when nobody waits for us
 * @param followUpAt we ask again from then on; null when we do not wait for the customer
 * @param snoozeAt put off until then; null when it is not
 */
public record ThreadState(
    ConversationStatus status,
    Speaker lastSpeaker,
    Instant lastMessageAt,
    Instant slaAt,
    Instant followUpAt,
    Instant snoozeAt) {

  /** A conversation in which nobody has spoken. */
  public static final ThreadState NEW =
      new ThreadState(ConversationStatus.UNSEEN, null, null, null, null, null);
}
