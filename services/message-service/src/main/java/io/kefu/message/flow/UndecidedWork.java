package io.kefu.message.flow;

import io.kefu.contracts.ChatKey;
import io.kefu.message.conversation.Conversation;
import io.kefu.message.reply.SendSchedule;
import io.kefu.message.reply.SendTarget;
import java.time.Instant;
import java.util.UUID;

/**
 * A decision on its way into the database, where it meets the conversation as it is by then.
 *
 * @param chat its chat
 * @param token the claim it was made under
 * @param conversationId its conversation; null without one
 * @param target where its reply goes; null when it says nothing
 * @param meets what is stored, given the locked conversation (null without one), the slots that are
 *     free, and since when the chat is muted: the last look at whether an operator took over
 */
record UndecidedWork(
    ChatKey chat, UUID token, UUID conversationId, SendTarget target, Meeting meets) {

  /** Makes what is stored of what is found under the locks. */
  @FunctionalInterface
  interface Meeting {
    DecidedWork meet(Conversation conversation, SendSchedule schedule, Instant mutedAt);
  }

  DecidedWork against(Conversation conversation, SendSchedule schedule, Instant mutedAt) {
    return meets.meet(conversation, schedule, mutedAt);
  }
}
