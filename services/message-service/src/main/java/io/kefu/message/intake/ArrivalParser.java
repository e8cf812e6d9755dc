package io.kefu.message.intake;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.kefu.contracts.ChatKey;
import io.kefu.contracts.chat.InboundMessage;
import io.kefu.contracts.chat.Quote;
import io.kefu.contracts.event.MessageIn;
import java.io.IOException;
import java.time.Instant;
import java.util.stream.Collectors;

/**
 * Reads a record of {@code message.in}. What cannot be read or stored is poison and says why,
 * without a word of the message itself.
 */
public final class ArrivalParser {

  private static final int MAX_MESSAGE_ID = 128;
  private static final int MAX_ID = 256;
  private static final int MAX_NAME = 512;
  private static final int MAX_CONTENT = 65_536;
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  /** What reading a record gave. */
  public sealed interface Parsed {}

  /**
   * A message.
   *
   * @param arrival the message
   */
  public record Readable(Arrival arrival) implements Parsed {}

  /**
   * A record that will never be readable.
   *
   * @param code stable code
   * @param cause in words, without message text
   */
  public record Poison(String code, String cause) implements Parsed {}

  private static final class Refused extends Exception {
    Refused(String cause) {
      super(cause);
    }
  }

  private final ObjectReader reader;

  /** Reads with a reader of {@link MessageIn}. */
  public ArrivalParser(ObjectReader reader) {
    this.reader = reader;
  }

  /**
   * Reads one record's value; null or empty is poison, too.
   *
   * @param trace the record's place in a trace as {@code traceparent}; null without one
   */
  public Parsed parse(byte[] value, String trace) {
    if (value == null || value.length == 0) {
      return new Poison("empty_record", "the record has no value");
    }
    MessageIn event;
    try {
      event = reader.readValue(value);
    } catch (JsonMappingException e) {
      return new Poison("invalid_message", "not a message.in record at " + path(e));
    } catch (JacksonException e) {
      return new Poison("not_json", "not JSON at " + at(e));
    } catch (IOException e) {
      return new Poison("not_json", "not JSON");
    }
    if (event == null) {
      return new Poison("empty_record", "the record is a JSON null");
    }
    try {
      return new Readable(arrival(event, trace));
    } catch (Refused e) {
      return new Poison("invalid_message", e.getMessage());
    } catch (IllegalArgumentException e) {
      return new Poison("invalid_message", "tenant, agent or chat is empty or holds a slash");
    }
  }

  private static Arrival arrival(MessageIn event, String trace) throws Refused {
    InboundMessage message = event.message();
    ChatKey chat =
        new ChatKey(
            id("tenant_id", event.tenantId(), MAX_ID),
            id("agent_id", event.agentId(), MAX_ID),
            id("chat_id", message.chatId(), MAX_ID));
    if (chat.tenantId().equals("*")) {
      throw new Refused("tenant_id must name one tenant");
    }
    Instant receivedAt = time("received_at", event.receivedAt());
    Instant saidAt = time("timestamp", message.timestamp());
    String content = PlainText.clean(message.content());
    if (content.length() > MAX_CONTENT) {
      throw new Refused("content is longer than " + MAX_CONTENT + " characters");
    }
    String senderId = PlainText.shortened(message.senderId(), MAX_ID);
    return new Arrival(
        chat,
        id("message_id", message.messageId(), MAX_MESSAGE_ID),
        message.chatType(),
        PlainText.shortened(message.chatName(), MAX_NAME),
        senderId,
        PlainText.shortened(message.senderName(), MAX_NAME),
        message.contentType(),
        content,
        saidAt.isAfter(receivedAt) ? receivedAt : saidAt,
        receivedAt,
        message.mentioned(),
        message.own(),
        Fingerprints.of(chat.chatId(), senderId, content, message.positionHash()),
        message.quote() == null ? null : cleaned(message.quote()),
        message.attachment(),
        event.sessionStartedAt() == null
            ? null
            : time("session_started_at", event.sessionStartedAt()),
        trace);
  }

  private static Quote cleaned(Quote quote) {
    return new Quote(
        quote.senderName() == null ? null : PlainText.clean(quote.senderName()),
        PlainText.clean(quote.content()));
  }

  private static String id(String field, String value, int max) throws Refused {
    if (value.isBlank()) {
      throw new Refused(field + " is empty");
    }
    if (value.length() > max) {
      throw new Refused(field + " is longer than " + max + " characters");
    }
    if (!PlainText.clean(value).equals(value)) {
      throw new Refused(field + " holds a character that is no text");
    }
    return value;
  }

  private static Instant time(String field, Instant value) throws Refused {
    if (value.isBefore(EARLIEST) || value.isAfter(LATEST)) {
      throw new Refused(field + " lies outside of this time");
    }
    return value;
  }

  private static String path(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(
                step ->
                    step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
            .collect(Collectors.joining("."));
    return path.isEmpty() ? "its top level" : path;
  }

  private static String at(JacksonException e) {
    return e.getLocation() == null
        ? "an unknown place"
        : "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }
}
