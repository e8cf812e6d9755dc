package io.kefu.local.chat;

/**
 * What the customer says, as the simulated agent reads it.
 *
 * @param type always {@code say}
 * @param chatId chat
 * @param chatName name of the chat's window
 * @param chatType {@code private} or {@code group}
 * @param senderId customer
 * @param senderName customer's name
 * @param content text
 * @param mentioned whether we were mentioned; null in a private chat
 * @param messageId chosen by us, so that its fate can be asked
 */
public record CustomerLine(
    String type,
    String chatId,
    String chatName,
    String chatType,
    String senderId,
    String senderName,
    String content,
    Boolean mentioned,
    String messageId) {

  /** In a private chat, whose id is the customer's. */
  public static CustomerLine inPrivate(
      String chatId, String name, String content, String messageId) {
    return new CustomerLine("say", chatId, name, "private", chatId, name, content, null, messageId);
  }

  /** In a group. */
  public static CustomerLine inGroup(
      String chatId,
      String group,
      String senderId,
      String name,
      String content,
      boolean mentioned,
      String messageId) {
    return new CustomerLine(
        "say", chatId, group, "group", senderId, name, content, mentioned, messageId);
  }
}
