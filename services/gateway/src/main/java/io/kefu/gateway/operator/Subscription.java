package io.kefu.gateway.operator;

import java.util.Set;

/**
 * What one operator wants to see. Pure.
 *
 * @param all everything of the tenant
 * @param agents agents with all their chats
 * @param chats single chats
 */
record Subscription(boolean all, Set<String> agents, Set<Chat> chats) {

  /**
   * A chat of an agent.
   *
   * @param agentId agent
   * @param chatId chat
   */
  record Chat(String agentId, String chatId) {}

  /** Nothing, until a subscribe frame comes. */
  static final Subscription NONE = new Subscription(false, Set.of(), Set.of());

  /** Copies the sets. */
  Subscription {
    agents = Set.copyOf(agents);
    chats = Set.copyOf(chats);
  }

  boolean wants(LiveEvent event) {
    if (all || agents.contains(event.agentId())) {
      return true;
    }
    return event.chatId() == null
        ? chats.stream().anyMatch(chat -> chat.agentId().equals(event.agentId()))
        : chats.contains(new Chat(event.agentId(), event.chatId()));
  }
}
