package io.kefu.contracts.frame;

import static java.util.Objects.requireNonNull;

import io.kefu.contracts.chat.WeChatStatus;
import java.time.Instant;

/**
 * Health of an agent, every thirty seconds.
 *
 * @param cpuPercent of one core, 0 or more
 * @param memoryMb private memory in MiB
 * @param wechatStatus state of the WeChat client
 * @param queueDepth messages not yet acknowledged
 * @param screenLocked locked or disconnected screen: input is impossible
 * @param timestamp on the agent clock
 */
public record Heartbeat(
    double cpuPercent,
    double memoryMb,
    WeChatStatus wechatStatus,
    int queueDepth,
    boolean screenLocked,
    Instant timestamp) {

  /** Checks that every required value is there. */
  public Heartbeat {
    requireNonNull(wechatStatus, "wechat_status");
    requireNonNull(timestamp, "timestamp");
  }
}
