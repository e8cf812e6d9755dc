package io.kefu.agent.link;

import io.kefu.agent.frame.WeChatStatus;
import java.util.Map;
import java.util.Optional;

/** What the link tells about this program in {@code hello} and heartbeats. Thread-safe. */
public interface AgentFacts {

  /**
   * Health at one moment.
   *
   * @param cpuPercent of one core since the last reading
   * @param memoryMb private memory in MiB
   * @param screenLocked locked or disconnected screen
   * @param extra further counters by name
   */
  record Health(
      double cpuPercent, double memoryMb, boolean screenLocked, Map<String, Long> extra) {}

  /** Version of this program. */
  String clientVersion();

  /** State of the WeChat client. */
  WeChatStatus weChatStatus();

  /** Version of the WeChat client, if known. */
  Optional<String> weChatVersion();

  /** Version of the local rules held; 0 for none. */
  long rulesVersion();

  /** Health now. */
  Health health();
}
