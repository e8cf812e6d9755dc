package io.kefu.message.history;

import io.kefu.chassis.identity.Identity;
import io.kefu.contracts.answer.Branch;
import io.kefu.message.customer.Identification;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Exchanges as the statements of {@link HistoryImport} take them. */
final class HistoryRows {

  record SenderRow(
      String kind, String scope, String value, UUID customerId, String name, String wechatId) {}

  record ExchangeRow(
      int pos,
      String messageId,
      String chatId,
      String chatType,
      String chatName,
      String senderId,
      String senderName,
      String content,
      Instant saidAt,
      String kind,
      String scope,
      String value,
      UUID conversationId,
      UUID replyId,
      Instant endedAt,
      String branch,
      ImportedExchange.Answer answer) {}

  private final Identity ids;
  private final String tenantId;
  private final String agentId;
  private final String source;

  HistoryRows(Identity ids, String tenantId, String agentId, String source) {
    this.ids = ids;
    this.tenantId = tenantId;
    this.agentId = agentId;
    this.source = source;
  }

  /** Id of an exchange's message: the same one every time. */
  String messageId(ImportedExchange exchange) {
    return source + '-' + exchange.key();
  }

  /** Senders in the order in which the intake locks them, too. */
  List<SenderRow> senders(List<ImportedExchange> exchanges) {
    Map<Identification.Identity, SenderRow> rows = new LinkedHashMap<>();
    for (ImportedExchange exchange : exchanges) {
      Identification.Identity who = exchange.identity(agentId);
      rows.computeIfAbsent(
          who,
          unknown ->
              new SenderRow(
                  who.kind().code(),
                  who.scope(),
                  who.value(),
                  ids.next(),
                  ImportedExchange.blank(exchange.senderName())
                      ? who.value()
                      : exchange.senderName(),
                  who.kind() == Identification.Kind.WECHAT_ID ? who.value() : null));
    }
    return rows.values().stream()
        .sorted(
            Comparator.comparing(SenderRow::kind)
                .thenComparing(SenderRow::scope)
                .thenComparing(SenderRow::value))
        .toList();
  }

  List<ExchangeRow> exchanges(List<ImportedExchange> exchanges) {
    List<ExchangeRow> rows = new ArrayList<>();
    for (ImportedExchange exchange : exchanges) {
      Identification.Identity who = exchange.identity(agentId);
      ImportedExchange.Answer answer = exchange.answer();
      Instant answered =
          answer == null || answer.answeredAt() == null ? exchange.saidAt() : answer.answeredAt();
      rows.add(
          new ExchangeRow(
              rows.size(),
              messageId(exchange),
              exchange.chatId(),
              exchange.group() ? "group" : "private",
              ImportedExchange.blank(exchange.chatName()) ? exchange.chatId() : exchange.chatName(),
              ImportedExchange.blank(exchange.senderId()) ? who.value() : exchange.senderId(),
              ImportedExchange.blank(exchange.senderName()) ? who.value() : exchange.senderName(),
              exchange.content(),
              exchange.saidAt(),
              who.kind().code(),
              who.scope(),
              who.value(),
              ids.next(),
              lasting(answered, "reply", messageId(exchange)),
              answered.isBefore(exchange.saidAt()) ? exchange.saidAt() : answered,
              branch(answer),
              answer));
    }
    return rows;
  }

  /** How it was decided, in our words: as the other system says when it is one of them. */
  static String branch(ImportedExchange.Answer answer) {
    if (answer == null) {
      return code(Branch.IGNORED);
    }
    for (Branch branch : Branch.values()) {
      if (branch.name().equalsIgnoreCase(answer.branch())) {
        return code(branch);
      }
    }
    return switch (answer.action()) {
      case "reply" -> code(Branch.DIRECT_ANSWER);
      case "transfer_human" -> code(Branch.HANDOFF);
      default -> code(Branch.IGNORED);
    };
  }

  private static String code(Branch branch) {
    return branch.name().toLowerCase(Locale.ROOT);
  }

  /**
   * A UUIDv7 that is the same every time: its time is the event's, what is random in others is a
   * digest here. So it is sorted among the others, and a second import meets it.
   */
  UUID lasting(Instant at, String kind, String key) {
    ByteBuffer digest = ByteBuffer.wrap(digest(kind + '\n' + key));
    long millis = Math.max(0, at.toEpochMilli()) & 0xFFFF_FFFF_FFFFL;
    long high = millis << 16 | 0x7000L | digest.getLong() & 0x0FFFL;
    long low = digest.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  private byte[] digest(String name) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(
              String.join("\n", tenantId, agentId, source, name).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
