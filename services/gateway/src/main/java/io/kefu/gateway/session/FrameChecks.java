package io.kefu.gateway.session;

import io.kefu.contracts.chat.Attachment;
import io.kefu.contracts.chat.InboundMessage;
import io.kefu.contracts.frame.Heartbeat;
import io.kefu.contracts.frame.Hello;
import java.time.Clock;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Ranges that the types of a frame do not express. What passes here can be stored by every service
 * behind: one odd frame must not become a poison record.
 */
final class FrameChecks {

  static final int MAX_ID = 128;
  private static final int MAX_NAME = 256;
  private static final int MAX_ERROR = 1000;
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");
  private static final Pattern SALT = Pattern.compile("[A-Za-z0-9_-]{21}[AQgw]");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private FrameChecks() {}

  static InboundMessage checked(InboundMessage message) {
    id("message_id", message.messageId());
    name("chat_id", message.chatId(), 1);
    name("chat_name", message.chatName(), 0);
    name("sender_id", message.senderId(), 0);
    name("sender_name", message.senderName(), 0);
    if (message.positionHash() != null) {
      id("position_hash", message.positionHash());
    }
    time("timestamp", message.timestamp());
    if (message.quote() != null && message.quote().senderName() != null) {
      name("quote.sender_name", message.quote().senderName(), 0);
    }
    if (message.attachment() != null) {
      attachment(message.attachment());
    }
    return message;
  }

  static Hello checked(Hello hello) {
    name("client_version", hello.clientVersion(), 1);
    if (hello.wechatVersion() != null) {
      name("wechat_version", hello.wechatVersion(), 0);
    }
    if (hello.lastReplyId() != null) {
      name("last_reply_id", hello.lastReplyId(), 0);
    }
    require(hello.rulesVersion() >= 0, "rules_version: must not be negative");
    if (hello.sealing() != null) {
      id("sealing.key_id", hello.sealing().keyId());
      require(
          SALT.matcher(hello.sealing().salt()).matches(),
          "sealing.salt: must be base64url of 16 bytes");
    }
    return hello;
  }

  static Heartbeat checked(Heartbeat heartbeat) {
    require(
        heartbeat.cpuPercent() >= 0 && Double.isFinite(heartbeat.cpuPercent()),
        "cpu_percent: must be 0 or more");
    require(
        heartbeat.memoryMb() >= 0 && Double.isFinite(heartbeat.memoryMb()),
        "memory_mb: must be 0 or more");
    require(heartbeat.queueDepth() >= 0, "queue_depth: must be 0 or more");
    time("timestamp", heartbeat.timestamp());
    return heartbeat;
  }

  static void id(String field, String value) {
    require(
        !value.isBlank() && value.length() <= MAX_ID,
        field + ": must have 1 to " + MAX_ID + " characters");
    require(
        value.chars().noneMatch(Character::isISOControl),
        field + ": must not hold control characters");
  }

  static String shortened(String error) {
    return error == null || error.length() <= MAX_ERROR
        ? error
        : TextHygiene.clean(error.substring(0, MAX_ERROR));
  }

  static Instant orNow(Instant timestamp, Clock clock) {
    if (timestamp == null) {
      return clock.instant();
    }
    time("timestamp", timestamp);
    return timestamp;
  }

  private static void attachment(Attachment attachment) {
    id("attachment.object_id", attachment.objectId());
    name("attachment.name", attachment.name(), 0);
    require(attachment.size() >= 0, "attachment.size: must be 0 or more");
    require(
        SHA256.matcher(attachment.sha256()).matches(),
        "attachment.sha256: must be 64 lower-case hexadecimal digits");
  }

  private static void name(String field, String value, int least) {
    require(
        value.strip().length() >= least && value.length() <= MAX_NAME,
        field + ": must have " + least + " to " + MAX_NAME + " characters");
  }

  private static void time(String field, Instant value) {
    require(
        !value.isBefore(EARLIEST) && value.isBefore(LATEST),
        field + ": must lie between the years 2000 and 2100");
  }

  private static void require(boolean satisfied, String otherwise) {
    if (!satisfied) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
