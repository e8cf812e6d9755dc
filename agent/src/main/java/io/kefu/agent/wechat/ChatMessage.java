package io.kefu.agent.wechat;

import static java.util.Objects.requireNonNull;

import io.kefu.agent.frame.FrameWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One WeChat message as the driver saw it (design.md §4, {@code message}).
 *
 * @param messageId unique within this agent, 1–128 characters
 * @param chatId the chat window, stable within this agent, 1–256 characters
 * @param group whether the chat is a group
 * @param chatName title of the chat window
 * @param senderId WeChat id of the sender, or the best stand-in, 1–256 characters
 * @param senderName name shown for the sender
 * @param kind what it consists of
 * @param content the text; empty for content without text
 * @param at when WeChat showed it, on the agent's clock
 * @param mentioned whether our account was @-mentioned
 * @param own whether our own account sent it
 * @param positionHash hash of the rows before it, if the driver has rows
 * @param quote the quoted text and, if known, whose it is
 * @param file its file, if one could be had
 */
public record ChatMessage(
    String messageId,
    String chatId,
    boolean group,
    String chatName,
    String senderId,
    String senderName,
    Kind kind,
    String content,
    Instant at,
    boolean mentioned,
    boolean own,
    Optional<String> positionHash,
    Optional<Quote> quote,
    Optional<KeptFile> file) {

  /** The longest message id the contract allows. */
  public static final int MAX_MESSAGE_ID = 128;

  /** The longest chat or sender id the contract allows. */
  public static final int MAX_ID = 256;

  /** What a message consists of; names as in frames, in lower case. */
  public enum Kind {
    /** Plain text. */
    TEXT,
    /** A picture. */
    IMAGE,
    /** A voice message. */
    VOICE,
    /** A video. */
    VIDEO,
    /** A file. */
    FILE,
    /** A link card. */
    LINK,
    /** Text that quotes an earlier message. */
    QUOTE,
    /** A contact card. */
    CARD,
    /** A row that WeChat itself wrote. */
    SYSTEM
  }

  /** The earlier message that a message quotes. */
  public record Quote(Optional<String> senderName, String content) {}

  /** Refuses what no gateway would take. */
  public ChatMessage {
    bounded(messageId, MAX_MESSAGE_ID, "message_id");
    bounded(chatId, MAX_ID, "chat_id");
    bounded(senderId, MAX_ID, "sender_id");
    requireNonNull(chatName, "chat_name");
    requireNonNull(senderName, "sender_name");
    requireNonNull(kind, "kind");
    requireNonNull(content, "content");
    requireNonNull(at, "at");
  }

  /** A message without a file. */
  public ChatMessage(
      String messageId,
      String chatId,
      boolean group,
      String chatName,
      String senderId,
      String senderName,
      Kind kind,
      String content,
      Instant at,
      boolean mentioned,
      boolean own,
      Optional<String> positionHash,
      Optional<Quote> quote) {
    this(
        messageId,
        chatId,
        group,
        chatName,
        senderId,
        senderName,
        kind,
        content,
        at,
        mentioned,
        own,
        positionHash,
        quote,
        Optional.empty());
  }

  /** What the queue keeps: the payload of its {@code message} frame, and where its file is. */
  public Map<String, Object> toPayload() {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("message_id", messageId);
    payload.put("chat_id", chatId);
    payload.put("chat_type", group ? "group" : "private");
    payload.put("chat_name", chatName);
    payload.put("sender_id", senderId);
    payload.put("sender_name", senderName);
    payload.put("content_type", kind.name().toLowerCase(Locale.ROOT));
    payload.put("content", content);
    payload.put("timestamp", FrameWriter.time(at));
    payload.put("mentioned", mentioned);
    payload.put("own", own);
    positionHash.ifPresent(hash -> payload.put("position_hash", hash));
    quote.ifPresent(
        quoted -> {
          Map<String, Object> fields = new LinkedHashMap<>();
          quoted.senderName().ifPresent(name -> fields.put("sender_name", name));
          fields.put("content", quoted.content());
          payload.put("quote", fields);
        });
    file.ifPresent(kept -> payload.put(KeptFile.FIELD, kept.toFields()));
    return payload;
  }

  private static void bounded(String id, int limit, String name) {
    if (id == null || id.isEmpty() || id.length() > limit) {
      throw new IllegalArgumentException(name + " must have 1 to " + limit + " characters");
    }
  }
}
