package io.kefu.message.flow;

import io.kefu.contracts.ChatKey;
import io.kefu.message.conversation.Conversation;
import io.kefu.message.reply.SendSchedule;
import io.kefu.message.reply.SendTarget;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * A decision on its way into the database, where it meets the conversation as it is by then.
 *
 * @param chat its chat
 * @param token the claim it was made under
 * @param conversationId its conversation; null without one
 * @param target where its reply goes; null when it says nothing
 * @param meets what is stored, given the locked conversation (null without one) and the slots that
 *     are free: the last look at whether an operator took over
 */
record UndecidedWork(
    ChatKey chat,
    UUID token,
    UUID conversationId,
    SendTarget target,
    BiFunction<Conversation, SendSchedule, DecidedWork> meets) {

  DecidedWork against(Conversation conversation, SendSchedule schedule) {
    return meets.apply(conversation, schedule);
  }
}
