/**
 * Drives a WeChat window through the ports of {@code wechat.ui}: which chat to look into, what to
 * click, when to leave the user alone. Pure; one thread.
 */
package io.kefu.agent.wechat.window;
