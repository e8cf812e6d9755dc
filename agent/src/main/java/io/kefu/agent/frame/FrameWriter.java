package io.kefu.agent.frame;

import io.kefu.agent.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Writes the frames an agent sends (design.md §4). Immutable, thread-safe. */
public final class FrameWriter {

  /** Version of the protocol. */
  public static final String PROTOCOL = "2.0";

  /** Told to the customer service in place of what did not fit; a person reads it. */
  private static final String CUT = "…[内容过长，已截断]";

  private final Map<String, Object> metadata;

  /** Frames of one agent. */
  public FrameWriter(String agentId) {
    this.metadata = Map.of("agent_id", agentId, "version", PROTOCOL);
  }

  /**
   * The first frame, or one that renews the session on the same socket.
   *
   * @param accessToken the refreshed token, only when hello is repeated
   */
  public String hello(
      String clientVersion,
      WeChatStatus status,
      Optional<String> weChatVersion,
      long rulesVersion,
      Optional<String> lastReplyId,
      Optional<String> accessToken) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("client_version", clientVersion);
    payload.put("wechat_status", status.name());
    weChatVersion.ifPresent(value -> payload.put("wechat_version", value));
    payload.put("rules_version", rulesVersion);
    lastReplyId.ifPresent(value -> payload.put("last_reply_id", value));
    accessToken.ifPresent(value -> payload.put("access_token", value));
    return frame("hello", payload);
  }

  /**
   * A WeChat message. Content that would exceed the limit is cut and marked, because a frame that
   * is too long would be refused for ever and a customer's long text must still reach a person.
   *
   * @param payload the message's fields
   * @param maxBytes the server's limit for a frame, in bytes of UTF-8
   */
  public String message(Map<String, Object> payload, int maxBytes) {
    String whole = frame("message", payload);
    int excess = utf8(whole) - maxBytes;
    if (excess <= 0) {
      return whole;
    }
    Map<String, Object> cut = new LinkedHashMap<>(payload);
    String content = String.valueOf(payload.get("content"));
    int keep = content.length();
    String shorter = whole;
    while (excess > 0 && keep > 0) {
      // A character is at least one byte of the frame, so this never cuts too little for ever.
      keep = Math.max(0, keep - Math.max(excess / 6 + 1, 16));
      if (keep > 0 && Character.isHighSurrogate(content.charAt(keep - 1))) {
        keep--;
      }
      cut.put("content", content.substring(0, keep) + CUT);
      shorter = frame("message", cut);
      excess = utf8(shorter) - maxBytes;
    }
    return shorter;
  }

  /** How a reply part ended. */
  public String receipt(Receipt receipt) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("reply_id", receipt.replyId());
    payload.put("status", receipt.status().name());
    receipt.error().ifPresent(error -> payload.put("error", error));
    payload.put("timestamp", time(receipt.at()));
    return frame("ack", payload);
  }

  /** How a command ended. */
  public String commandResult(
      String commandId, String status, Optional<String> error, Map<String, ?> result, Instant at) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("command_id", commandId);
    payload.put("status", status);
    error.ifPresent(value -> payload.put("error", value));
    if (!result.isEmpty()) {
      payload.put("result", result);
    }
    payload.put("timestamp", time(at));
    return frame("ack", payload);
  }

  /**
   * Health.
   *
   * @param extra further figures; a server that does not know them ignores them
   */
  public String heartbeat(
      double cpuPercent,
      double memoryMb,
      WeChatStatus status,
      int queueDepth,
      boolean screenLocked,
      Instant at,
      Map<String, Long> extra) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("cpu_percent", Math.round(cpuPercent * 100) / 100.0);
    payload.put("memory_mb", Math.round(memoryMb * 10) / 10.0);
    payload.put("wechat_status", status.name());
    payload.put("queue_depth", queueDepth);
    payload.put("screen_locked", screenLocked);
    payload.put("timestamp", time(at));
    payload.putAll(extra);
    return frame("heartbeat", payload);
  }

  /** A time as frames carry it: milliseconds, UTC. */
  public static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private String frame(String type, Map<String, Object> payload) {
    Map<String, Object> frame = new LinkedHashMap<>();
    frame.put("type", type);
    frame.put("payload", payload);
    frame.put("metadata", metadata);
    return Json.write(frame);
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
