package io.kefu.agent.wechat.simulated;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.JsonObject;
import io.kefu.agent.wechat.ChatMessage;
import io.kefu.agent.wechat.Keeping;
import io.kefu.agent.wechat.KeptFile;
import io.kefu.agent.wechat.WeChatDriver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Turns a {@code say} line into a message and tells what became of it. */
final class SimulatedSay {

  private static final int RANDOM_BYTES = 8;

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  SimulatedSay(Clock clock) {
    this.clock = clock;
  }

  void say(JsonObject line, WeChatDriver.Inbox inbox, Consumer<Map<String, ?>> tell)
      throws BadJson {
    ChatMessage message = message(line, inbox);
    Keeping keeping = inbox.keep(message);
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("type", "said");
    event.put("message_id", message.messageId());
    event.put("chat_id", message.chatId());
    if (keeping instanceof Keeping.Refused refused) {
      event.put("type", "error");
      event.put("code", refused.code());
      event.put("message", refused.advice());
    }
    tell.accept(event);
    if (keeping instanceof Keeping.AlreadyKept known && known.delivered()) {
      tell.accept(Map.of("type", "acked", "message_id", message.messageId()));
    }
  }

  private ChatMessage message(JsonObject line, WeChatDriver.Inbox inbox) throws BadJson {
    String chatId = line.id("chat_id");
    String chatName = line.optionalText("chat_name").orElse(chatId);
    return new ChatMessage(
        line.optionalText("message_id").orElseGet(this::newId),
        chatId,
        group(line.optionalText("chat_type").orElse("private")),
        chatName,
        line.optionalText("sender_id").orElse(chatId),
        line.optionalText("sender_name").orElse(chatName),
        kind(line.optionalText("content_type").orElse("text")),
        line.text("content"),
        line.optionalTime("timestamp").orElseGet(clock::instant),
        line.flag("mentioned", false),
        line.flag("own", false),
        line.optionalText("position_hash"),
        quote(line),
        file(line, inbox));
  }

  /** {@code attachment: {path, name?, type?}}: a file of this machine. */
  private static Optional<KeptFile> file(JsonObject line, WeChatDriver.Inbox inbox) throws BadJson {
    Optional<JsonObject> attachment = line.optionalObject("attachment");
    if (attachment.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path path = Path.of(attachment.get().text("path"));
      try (InputStream content = Files.newInputStream(path)) {
        return inbox.keepFile(
            content,
            attachment.get().optionalText("name").orElse(path.getFileName().toString()),
            attachment.get().optionalText("type").orElse("application/octet-stream"));
      }
    } catch (InvalidPathException | IOException e) {
      throw new BadJson("the attachment cannot be read: " + e.getMessage());
    }
  }

  private static Optional<ChatMessage.Quote> quote(JsonObject line) throws BadJson {
    Optional<JsonObject> quote = line.optionalObject("quote");
    return quote.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ChatMessage.Quote(
                quote.get().optionalText("sender_name"), quote.get().text("content")));
  }

  private static boolean group(String type) throws BadJson {
    return switch (type) {
      case "private" -> false;
      case "group" -> true;
      default -> throw new BadJson("chat_type must be private or group");
    };
  }

  private static ChatMessage.Kind kind(String name) throws BadJson {
    try {
      return ChatMessage.Kind.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new BadJson("content_type " + name + " is not known");
    }
  }

  /** Ordered by time, so that logs read well; unique without asking anyone. */
  private String newId() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return "m-" + Long.toHexString(clock.millis()) + "-" + HexFormat.of().formatHex(bytes);
  }
}
