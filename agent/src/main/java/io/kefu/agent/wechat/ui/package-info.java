/**
 * What the operating system shows of other programs' windows, as ports: trees, input, clipboard,
 * pictures. The real ones are in {@code io.kefu.agent.windows}; everything above them is pure.
 */
package io.kefu.agent.wechat.ui;
