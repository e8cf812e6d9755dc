package io.kefu.message.history;

import static io.kefu.message.history.ImportedExchange.blank;
import static io.kefu.message.history.ImportedExchange.text;

import io.kefu.contracts.answer.Speaker;
import io.kefu.message.customer.Identification;
import io.kefu.message.outcome.Episode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A stretch of talk with one customer in another system, and how it ended.
 *
 * @param key names it in that system
 * @param chatId chat
 * @param senderId the customer; may be empty when there is a name
 * @param senderName the customer's name; may be empty when there is an id
 * @param startedAt first message
 * @param endedAt last message
 * @param outcome solved, unsolved, transferred or abandoned; null is concluded from the counts
 * @param resolvedBy ai, human or self; null is concluded from the counts
 * @param reason why it ended so; may be null
 * @param satisfaction 1 to 5; null is unknown
 * @param tags labels; may be null
 * @param firstResponseMs until the first answer; may be null
 * @param messages of the customer
 * @param aiReplies answers of the bot
 * @param humanReplies texts of operators
 * @param handovers times it was given to a person
 */
public record ImportedSession(
    String key,
    String chatId,
    String senderId,
    String senderName,
    Instant startedAt,
    Instant endedAt,
    String outcome,
    String resolvedBy,
    String reason,
    Integer satisfaction,
    List<String> tags,
    Long firstResponseMs,
    long messages,
    long aiReplies,
    long humanReplies,
    long handovers) {

  private static final Set<String> OUTCOMES =
      Set.of("solved", "unsolved", "transferred", "abandoned");
  private static final Set<String> RESOLVERS = Set.of("ai", "human", "self");
  private static final int MAX_ID = 200;
  private static final int MAX_REASON = 1_000;
  private static final int MAX_TAGS = 50;
  private static final int MAX_TAG = 40;

  /** Why it cannot be taken; empty when it can. */
  Optional<String> fault() {
    if (endedAt == null) {
      return Optional.of("ended_at: must be there");
    }
    if (blank(senderId) && blank(senderName)) {
      return Optional.of("neither sender_id nor sender_name");
    }
    if (outcome != null && !OUTCOMES.contains(outcome)) {
      return Optional.of("outcome: must be solved, unsolved, transferred or abandoned");
    }
    if (resolvedBy != null && !RESOLVERS.contains(resolvedBy)) {
      return Optional.of("resolved_by: must be ai, human or self");
    }
    if (satisfaction != null && (satisfaction < 1 || satisfaction > 5)) {
      return Optional.of("satisfaction: must be 1 to 5");
    }
    if (tags != null && tags.size() > MAX_TAGS) {
      return Optional.of("tags: at most " + MAX_TAGS);
    }
    return text("key", key, false, MAX_ID)
        .or(() -> text("chat_id", chatId, false, MAX_ID))
        .or(() -> text("sender_id", senderId, true, MAX_ID))
        .or(() -> text("sender_name", senderName, true, MAX_ID))
        .or(() -> text("reason", reason, true, MAX_REASON))
        .or(this::tagFault);
  }

  private Optional<String> tagFault() {
    return tags == null
        ? Optional.empty()
        : tags.stream()
            .map(tag -> text("tags", tag, false, MAX_TAG))
            .flatMap(Optional::stream)
            .findFirst();
  }

  /** How the customer is known. */
  Identification.Identity identity(String agentId) {
    return Identification.of(
        agentId, senderId == null ? "" : senderId, senderName == null ? "" : senderName);
  }

  /** How it ended: as that system says, else as we would have concluded. */
  String ending() {
    return outcome != null ? outcome : code(episode().outcome());
  }

  /** Who did it. */
  String resolver() {
    return resolvedBy != null ? resolvedBy : code(episode().resolvedBy());
  }

  private Episode episode() {
    Speaker last = aiReplies + humanReplies > 0 ? Speaker.ME : Speaker.THEM;
    return new Episode(messages, aiReplies, humanReplies, handovers, last, false);
  }

  private static String code(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
