package io.kefu.contracts.conversation;

import static java.util.Objects.requireNonNull;

/**
 * An operator writes to a customer.
 *
 * @param agentId agent whose account sends
 * @param chatId chat
 * @param content text, 1 to 4,000 characters
 * @param mention name to @-mention in a group (optional)
 */
public record SendRequest(String agentId, String chatId, String content, String mention) {

  /** Checks that every required value is there. */
  public SendRequest {
    requireNonNull(agentId, "agent_id");
    requireNonNull(chatId, "chat_id");
    requireNonNull(content, "content");
  }
}
