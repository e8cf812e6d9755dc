/**
 * The agent: the light program beside one WeChat PC client.
 *
 * <p>A message's walk: {@code wechat} collects it, {@code queue} keeps it, {@code link} sends it
 * until the gateway has it. An answer's walk: {@code link} receives it, {@code reply} writes down
 * that it begins, {@code wechat} sends it and reads it back, {@code link} returns the receipt.
 */
package io.kefu.agent;
