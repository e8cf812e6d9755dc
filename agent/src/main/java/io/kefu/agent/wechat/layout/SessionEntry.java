package io.kefu.agent.wechat.layout;

import io.kefu.agent.wechat.ui.UiNode;

/**
 * One chat in the list of chats.
 *
 * @param name the chat's name
 * @param unread messages WeChat calls unread; 0 for none
 * @param node where it is
 */
public record SessionEntry(String name, int unread, UiNode node) {}
