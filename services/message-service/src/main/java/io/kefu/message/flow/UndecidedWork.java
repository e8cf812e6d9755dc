package io.kefu.message.flow;

import io.kefu.contracts.ChatKey;
import io.kefu.message.conversation.Conversation;
import java.util.UUID;
import java.util.function.Function;

/**
 * A decision on its way into the database, where it meets the conversation as it is by then.
 *
 * @param chat its chat
 * @param token the claim it was made under
 * @param conversationId its conversation; null without one
 * @param meets what is stored, given the locked conversation (null without one): the last look at
 *     whether an operator took over
 */
record UndecidedWork(
    ChatKey chat, UUID token, UUID conversationId, Function<Conversation, DecidedWork> meets) {

  DecidedWork against(Conversation conversation) {
    return meets.apply(conversation);
  }
}
