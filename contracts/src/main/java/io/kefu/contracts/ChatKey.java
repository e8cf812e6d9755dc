package io.kefu.contracts;

import static java.util.Objects.requireNonNull;

/**
 * The address of one chat: the key of {@code message.in} and {@code reply.out} and the unit of
 * ordering (design.md, promise 5).
 *
 * @param tenantId the tenant, without a slash
 * @param agentId the agent, without a slash
 * @param chatId the chat as its agent names it; may hold any character
 */
public record ChatKey(String tenantId, String agentId, String chatId) {

  /** Refuses an empty part, and a slash in the first two: it would make two chats one. */
  public ChatKey {
    requireNonNull(tenantId, "tenant_id");
    requireNonNull(agentId, "agent_id");
    requireNonNull(chatId, "chat_id");
    if (tenantId.isEmpty() || agentId.isEmpty() || chatId.isEmpty()) {
      throw new IllegalArgumentException("tenant, agent and chat of a chat key must not be empty");
    }
    if (tenantId.indexOf('/') >= 0 || agentId.indexOf('/') >= 0) {
      throw new IllegalArgumentException("tenant and agent of a chat key must not hold a slash");
    }
  }

  /** The record key {@code tenant/agent/chat}. */
  public String toRecordKey() {
    return tenantId + '/' + agentId + '/' + chatId;
  }

  /**
   * Reads a record key back.
   *
   * @throws IllegalArgumentException when it has fewer than three parts
   */
  public static ChatKey parse(String recordKey) {
    int first = recordKey.indexOf('/');
    int second = first < 0 ? -1 : recordKey.indexOf('/', first + 1);
    if (second < 0) {
      throw new IllegalArgumentException("not a tenant/agent/chat key: " + recordKey);
    }
    return new ChatKey(
        recordKey.substring(0, first),
        recordKey.substring(first + 1, second),
        recordKey.substring(second + 1));
  }

  @Override
  public String toString() {
    return toRecordKey();
  }
}
