package io.kefu.message.reply;

import io.kefu.contracts.ChatKey;
import java.util.UUID;

/**
 * Where a text goes, as far as limits are concerned.
 *
 * @param chat its chat
 * @param group whether the chat is a group
 * @param conversationId the conversation with the user it answers; null for nobody's
 */
public record SendTarget(ChatKey chat, boolean group, UUID conversationId) {}
