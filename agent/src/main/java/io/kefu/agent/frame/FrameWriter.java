package io.kefu.agent.frame;

import io.kefu.agent.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Writes the frames an agent sends (design.md §4). Thread-safe while payloads are plain. */
public final class FrameWriter {

  /** Version of the protocol. */
  public static final String PROTOCOL = "2.0";

  /** Told to the customer service in place of what did not fit; a person reads it. */
  private static final String CUT = "…[内容过长，已截断]";

  private final Map<String, Object> metadata;
  private final Optional<PayloadSeal> seal;

  /** Frames of one agent. */
  public FrameWriter(String agentId) {
    this(Map.of("agent_id", agentId, "version", PROTOCOL), Optional.empty());
  }

  private FrameWriter(Map<String, Object> metadata, Optional<PayloadSeal> seal) {
    this.metadata = metadata;
    this.seal = seal;
  }

  /** Whose frames they are. */
  public String agentId() {
    return metadata.get("agent_id").toString();
  }

  /** The same agent's frames with sealed payloads; not thread-safe, as the seal is not. */
  public FrameWriter sealed(PayloadSeal with) {
    return new FrameWriter(metadata, Optional.of(with));
  }

  /**
   * The first frame, or one that renews the session on the same socket.
   *
   * @param accessToken the refreshed token, only when hello is repeated
   * @param sealing offer to seal payloads, only in the first hello
   */
  public String hello(
      String clientVersion,
      WeChatStatus status,
      Optional<String> weChatVersion,
      long rulesVersion,
      Optional<String> lastReplyId,
      Optional<String> accessToken,
      Optional<Sealing> sealing) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("client_version", clientVersion);
    payload.put("wechat_status", status.name());
    weChatVersion.ifPresent(value -> payload.put("wechat_version", value));
    payload.put("rules_version", rulesVersion);
    lastReplyId.ifPresent(value -> payload.put("last_reply_id", value));
    accessToken.ifPresent(value -> payload.put("access_token", value));
    sealing.ifPresent(
        value ->
            payload.put(
                "sealing",
                Map.of("enc", PayloadSeal.A256GCM, "key_id", value.keyId(), "salt", value.salt())));
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
    int limit = seal.map(with -> with.plainBytes(maxBytes)).orElse(maxBytes);
    int excess = utf8(plain("message", payload)) - limit;
    if (excess <= 0) {
      return frame("message", payload);
    }
    Map<String, Object> cut = new LinkedHashMap<>(payload);
    String content = String.valueOf(payload.get("content"));
    int keep = content.length();
    while (excess > 0 && keep > 0) {
      // A character is at least one byte of the frame, so this never cuts too little for ever.
      keep = Math.max(0, keep - Math.max(excess / 6 + 1, 16));
      if (keep > 0 && Character.isHighSurrogate(content.charAt(keep - 1))) {
        keep--;
      }
      cut.put("content", content.substring(0, keep) + CUT);
      excess = utf8(plain("message", cut)) - limit;
    }
    return frame("message", cut);
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
    return plain(type, seal.isEmpty() ? payload : seal.get().seal(type, payload));
  }

  private String plain(String type, Map<String, Object> payload) {
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
