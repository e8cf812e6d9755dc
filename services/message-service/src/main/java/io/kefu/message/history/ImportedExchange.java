package io.kefu.message.history;

import io.kefu.message.customer.Identification;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a customer said in another system, and what was answered.
 *
 * @param key names it in that system; with the system's name it becomes the message's id
 * @param chatId chat
 * @param chatName name of the chat
 * @param group whether it is a group
 * @param senderId who said it; may be empty when there is a name
 * @param senderName name of who said it; may be empty when there is an id
 * @param content what was said
 * @param saidAt when
 * @param answer what was answered, or that it was given to a person; may be null
 */
public record ImportedExchange(
    String key,
    String chatId,
    String chatName,
    boolean group,
    String senderId,
    String senderName,
    String content,
    Instant saidAt,
    Answer answer) {

  /**
   * What was answered.
   *
   * @param action reply, transfer_human or ignore
   * @param content text that was sent; empty without one
   * @param failed whether it did not reach the customer
   * @param error why not; may be null
   * @param answeredAt when; null is the time of the question
   * @param branch how it was decided; another word than ours, or null, is concluded from the action
   * @param reason why it was given to a person; may be null
   * @param confidence 0 to 1; null is 0
   * @param evidence ids of what it was taken from; may be null
   * @param provider model's provider; may be null
   * @param model model; may be null
   * @param tokensIn tokens read; may be null
   * @param tokensOut tokens written; may be null
   * @param receiveMs milliseconds; may be null
   * @param retrieveMs milliseconds; may be null
   * @param generateMs milliseconds; may be null
   * @param sendMs milliseconds; may be null
   */
  public record Answer(
      String action,
      String content,
      boolean failed,
      String error,
      Instant answeredAt,
      String branch,
      String reason,
      Double confidence,
      List<String> evidence,
      String provider,
      String model,
      Long tokensIn,
      Long tokensOut,
      Long receiveMs,
      Long retrieveMs,
      Long generateMs,
      Long sendMs) {

    private Optional<String> fault() {
      if (action == null || !ACTIONS.contains(action)) {
        return Optional.of("answer.action: must be reply, transfer_human or ignore");
      }
      if (confidence != null && !(confidence >= 0 && confidence <= 1)) {
        return Optional.of("answer.confidence: must be 0 to 1");
      }
      return text("answer.content", content, true, MAX_CONTENT)
          .or(() -> text("answer.error", error, true, MAX_CONTENT))
          .or(() -> text("answer.reason", reason, true, MAX_CONTENT))
          .or(() -> text("answer.branch", branch, true, MAX_ID))
          .or(() -> text("answer.provider", provider, true, MAX_ID))
          .or(() -> text("answer.model", model, true, MAX_ID))
          .or(() -> evidenceFault());
    }

    private Optional<String> evidenceFault() {
      return evidence == null
          ? Optional.empty()
          : evidence.stream()
              .map(id -> text("answer.evidence", id, false, MAX_ID))
              .flatMap(Optional::stream)
              .findFirst();
    }
  }

  private static final Set<String> ACTIONS = Set.of("reply", "transfer_human", "ignore");
  private static final int MAX_ID = 200;
  private static final int MAX_CONTENT = 20_000;

  /** Why it cannot be taken; empty when it can. */
  Optional<String> fault() {
    if (saidAt == null) {
      return Optional.of("said_at: must be there");
    }
    if (blank(senderId) && blank(senderName)) {
      return Optional.of("neither sender_id nor sender_name");
    }
    return text("key", key, false, MAX_ID)
        .or(() -> text("chat_id", chatId, false, MAX_ID))
        .or(() -> text("chat_name", chatName, true, MAX_ID))
        .or(() -> text("sender_id", senderId, true, MAX_ID))
        .or(() -> text("sender_name", senderName, true, MAX_ID))
        .or(() -> text("content", content, false, MAX_CONTENT))
        .or(() -> answer == null ? Optional.empty() : answer.fault());
  }

  /** How the sender is known. */
  Identification.Identity identity(String agentId) {
    return Identification.of(
        agentId, senderId == null ? "" : senderId, senderName == null ? "" : senderName);
  }

  static boolean blank(String text) {
    return text == null || text.isBlank();
  }

  /** Why a text cannot be stored. */
  static Optional<String> text(String field, String value, boolean mayBeEmpty, int most) {
    if (blank(value)) {
      return mayBeEmpty ? Optional.empty() : Optional.of(field + ": must not be blank");
    }
    if (value.length() > most) {
      return Optional.of(field + ": at most " + most + " characters");
    }
    return value.indexOf('\0') >= 0
        ? Optional.of(field + ": must not hold NUL characters")
        : Optional.empty();
  }
}
