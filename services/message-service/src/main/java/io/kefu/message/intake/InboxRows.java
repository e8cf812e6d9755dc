package io.kefu.message.intake;

import io.kefu.chassis.identity.Identity;
import io.kefu.contracts.ChatKey;
import io.kefu.contracts.chat.Attachment;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.chat.Quote;
import io.kefu.message.customer.Identification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a batch of arrivals means for each table, as the statements of {@link InboxStore} take it.
 */
final class InboxRows {

  record ChatRow(
      String agentId,
      String chatId,
      ChatType chatType,
      String chatName,
      int size,
      long waitMs,
      Instant sessionAt) {}

  record SenderRow(
      String kind, String scope, String value, UUID customerId, String name, String wechatId) {}

  record ThreadRow(
      String agentId, String chatId, String kind, String scope, String value, UUID id) {}

  record MessageRow(
      int pos,
      String agentId,
      String chatId,
      String messageId,
      ChatType chatType,
      String chatName,
      String senderId,
      String senderName,
      ContentType contentType,
      String content,
      Instant saidAt,
      Instant receivedAt,
      boolean mentioned,
      boolean own,
      UUID fingerprint,
      String repeatOf,
      Instant seenAt,
      Quote quote,
      Attachment attachment,
      String kind,
      String scope,
      String value,
      String trace) {}

  private final Identity ids;
  private final MergePolicy merging;
  private final int most;

  InboxRows(Identity ids, MergeConfig config) {
    this.ids = ids;
    this.merging = new MergePolicy(config);
    this.most = config.most();
  }

  List<ChatRow> chats(List<Arrival> arrivals) {
    Map<String, ChatRow> rows = new TreeMap<>();
    for (Arrival arrival : arrivals) {
      ChatKey chat = arrival.chat();
      rows.merge(
          chat.toRecordKey(),
          new ChatRow(
              chat.agentId(),
              chat.chatId(),
              arrival.chatType(),
              arrival.chatName(),
              1,
              merging.wait(arrival).toMillis(),
              arrival.sessionStartedAt()),
          (known, next) ->
              new ChatRow(
                  next.agentId(),
                  next.chatId(),
                  next.chatType(),
                  next.chatName(),
                  known.size() + 1,
                  known.size() + 1 >= most ? 0 : Math.min(known.waitMs(), next.waitMs()),
                  later(known.sessionAt(), next.sessionAt())));
    }
    return List.copyOf(rows.values());
  }

  private static Instant later(Instant one, Instant other) {
    return one == null || other != null && other.isAfter(one) ? other : one;
  }

  List<SenderRow> senders(List<Arrival> arrivals) {
    Map<Identification.Identity, SenderRow> rows = new LinkedHashMap<>();
    for (Arrival arrival : arrivals) {
      if (arrival.fromCustomer()) {
        Identification.Identity who = identity(arrival);
        rows.computeIfAbsent(
            who,
            unknown ->
                new SenderRow(
                    who.kind().code(),
                    who.scope(),
                    who.value(),
                    ids.next(),
                    arrival.senderName().isBlank() ? who.value() : arrival.senderName(),
                    who.kind() == Identification.Kind.WECHAT_ID ? who.value() : null));
      }
    }
    return rows.values().stream()
        .sorted(
            Comparator.comparing(SenderRow::kind)
                .thenComparing(SenderRow::scope)
                .thenComparing(SenderRow::value))
        .toList();
  }

  List<ThreadRow> threads(List<Arrival> arrivals) {
    Map<String, ThreadRow> rows = new LinkedHashMap<>();
    for (Arrival arrival : arrivals) {
      if (arrival.fromCustomer()) {
        Identification.Identity who = identity(arrival);
        rows.computeIfAbsent(
            arrival.chat().toRecordKey() + '\n' + who,
            unknown ->
                new ThreadRow(
                    arrival.chat().agentId(),
                    arrival.chat().chatId(),
                    who.kind().code(),
                    who.scope(),
                    who.value(),
                    ids.next()));
      }
    }
    return List.copyOf(rows.values());
  }

  List<MessageRow> messages(List<Arrival> arrivals) {
    List<Arrival> repeats = Fingerprints.repeats(arrivals);
    List<MessageRow> rows = new ArrayList<>(arrivals.size());
    for (int pos = 0; pos < arrivals.size(); pos++) {
      Arrival arrival = arrivals.get(pos);
      Arrival first = repeats.get(pos);
      Identification.Identity who = arrival.fromCustomer() ? identity(arrival) : null;
      rows.add(
          new MessageRow(
              pos,
              arrival.chat().agentId(),
              arrival.chat().chatId(),
              arrival.messageId(),
              arrival.chatType(),
              arrival.chatName(),
              arrival.senderId(),
              arrival.senderName(),
              arrival.contentType(),
              arrival.content(),
              arrival.saidAt(),
              arrival.receivedAt(),
              arrival.mentioned(),
              arrival.own(),
              arrival.fingerprint(),
              first == null ? null : first.messageId(),
              first == null ? arrival.saidAt() : first.saidAt(),
              arrival.quote(),
              arrival.attachment(),
              who == null ? null : who.kind().code(),
              who == null ? null : who.scope(),
              who == null ? null : who.value(),
              arrival.trace()));
    }
    return rows;
  }

  private static Identification.Identity identity(Arrival arrival) {
    return Identification.of(arrival.chat().agentId(), arrival.senderId(), arrival.senderName());
  }
}
