package io.kefu.stats.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.chat.ReceiptStatus;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.event.Event;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.stats.Events;
import io.kefu.stats.fact.MessageFact;
import io.kefu.stats.fact.MessageKey;
import io.kefu.stats.fact.ReplyFact;
import io.kefu.stats.fact.ReplyKey;
import io.kefu.stats.rollup.Cell;
import io.kefu.stats.rollup.Dimension;
import io.kefu.stats.rollup.Ledger;
import io.kefu.stats.rollup.Measure;
import io.kefu.stats.rollup.Tally;
import io.kefu.stats.rollup.Tier;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise of package fact: order and number of deliveries do not matter. */
class OrderAndRepetitionTest {

  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final Instant NOON = Instant.parse("2026-11-22T04:00:00Z");
  private static final Events EVENTS = new Events("demo");

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void everyOrderWithRepetitionsGivesTheSameRollups(int seed) {
    List<Event> events = aDay(new Random(seed));
    List<Event> shaken = new ArrayList<>(events);
    shaken.addAll(events.subList(0, events.size() / 2));
    Collections.shuffle(shaken, new Random(seed));

    Map<String, String> sums = deliver(shaken, new Random(seed));

    assertThat(sums).isEqualTo(deliver(events, new Random(0)));
  }

  @Test
  void whatWasCountedIsWhatHappened() {
    List<Event> events =
        List.of(
            EVENTS.message("m1", NOON),
            EVENTS.message("m2", NOON),
            EVENTS.message("m3", NOON),
            EVENTS.message("own", NOON, ContentType.TEXT, true),
            EVENTS.message("row", NOON, ContentType.SYSTEM, false),
            EVENTS.reply("m1", NOON.plusMillis(200), ReplyAction.REPLY, 1),
            EVENTS.reply("m1", NOON.plusMillis(200), ReplyAction.REPLY, 2),
            EVENTS.reply("m2", NOON.plusMillis(300), ReplyAction.TRANSFER_HUMAN, 1),
            EVENTS.reply("m3", NOON.plusMillis(300), ReplyAction.IGNORE, 1),
            EVENTS.receipt("r-m1", NOON.plusSeconds(2), ReceiptStatus.UNKNOWN),
            EVENTS.receipt("r-m1", NOON.plusSeconds(3), ReceiptStatus.SENT));

    Map<Cell, Tally> cells = new Store().deliver(events, new Random(0));

    Tally minute = cells.get(new Cell("demo", Tier.MINUTE, Dimension.ALL, "", NOON));
    assertThat(minute.amount(Measure.RECEIVED)).isEqualTo(3);
    assertThat(minute.amount(Measure.REPLIED)).isEqualTo(1);
    assertThat(minute.amount(Measure.HANDED_OVER)).isEqualTo(1);
    assertThat(minute.amount(Measure.IGNORED)).isEqualTo(1);
    assertThat(minute.amount(Measure.REPLY_PARTS)).isEqualTo(2);
    assertThat(minute.amount(Measure.SENT)).isEqualTo(1);
    assertThat(minute.amount(Measure.UNKNOWN)).isZero();
    assertThat(minute.amount(Measure.RESPONSE_MS)).isEqualTo(200);
    assertThat(minute.amount(Measure.KNOWLEDGE_HITS)).isEqualTo(1);
    assertThat(minute.amount(Measure.KNOWLEDGE_MISSES)).isEqualTo(1);
  }

  @Test
  void aDecisionWithoutAReplyIsCountedForEveryMessageItCovers() {
    List<Event> events =
        List.of(
            EVENTS.message("m1", NOON),
            EVENTS.message("m2", NOON),
            EVENTS.message("m3", NOON),
            EVENTS.message("own", NOON, ContentType.TEXT, true),
            EVENTS.decision(NOON.plusMillis(5), ReplyAction.IGNORE, "not_mentioned", "m1"),
            EVENTS.decision(
                NOON.plusMillis(5), ReplyAction.TRANSFER_HUMAN, "waiting_for_operator", "m2", "m3"),
            EVENTS.decision(NOON.plusMillis(5), ReplyAction.IGNORE, "own_message", "own"));

    Map<Cell, Tally> cells = new Store().deliver(events, new Random(0));

    Tally minute = cells.get(new Cell("demo", Tier.MINUTE, Dimension.ALL, "", NOON));
    assertThat(minute.amount(Measure.RECEIVED)).isEqualTo(3);
    assertThat(minute.amount(Measure.IGNORED)).isEqualTo(1);
    assertThat(minute.amount(Measure.HANDED_OVER)).isEqualTo(2);
    assertThat(minute.amount(Measure.REPLIED)).isZero();
    assertThat(minute.amount(Measure.REPLY_PARTS)).isZero();
    assertThat(minute.amount(Measure.KNOWLEDGE_MISSES)).isZero();
    assertThat(
            cells
                .get(new Cell("demo", Tier.MINUTE, Dimension.REASON, "not_mentioned", NOON))
                .amount(Measure.IGNORED))
        .isEqualTo(1);
  }

  @Test
  void theMessagesOfABurstAreAllAnsweredAndTheModelIsPaidOnce() {
    List<Event> events =
        List.of(
            EVENTS.message("m1", NOON),
            EVENTS.message("m2", NOON.plusMillis(800)),
            EVENTS.reply("m2", NOON.plusMillis(900), ReplyAction.REPLY, 1),
            EVENTS.decision(NOON.plusMillis(900), ReplyAction.REPLY, null, "m1", "m2"));

    Map<Cell, Tally> cells = new Store().deliver(events, new Random(0));

    Tally minute = cells.get(new Cell("demo", Tier.MINUTE, Dimension.ALL, "", NOON));
    assertThat(minute.amount(Measure.RECEIVED)).isEqualTo(2);
    assertThat(minute.amount(Measure.REPLIED)).isEqualTo(2);
    assertThat(minute.amount(Measure.REPLY_PARTS)).isEqualTo(1);
    assertThat(minute.amount(Measure.TOKENS_IN)).isEqualTo(10);
    assertThat(minute.amount(Measure.RESPONSE_MS)).isEqualTo(1_000);
  }

  @Test
  void aReplyBeforeItsMessageIsCountedOnceTheMessageIsKnown() {
    List<Event> events =
        List.of(
            EVENTS.receipt("r-m1", NOON.plusSeconds(61), ReceiptStatus.SENT),
            EVENTS.reply("m1", NOON.plusSeconds(1), ReplyAction.REPLY, 1),
            EVENTS.message("m1", NOON));

    Map<Cell, Tally> cells = new Store().deliver(events, new Random(0));

    assertThat(cells.get(new Cell("demo", Tier.MINUTE, Dimension.ALL, "", NOON.plusSeconds(60))))
        .as("the receipt moved to the minute of its reply")
        .isNull();
    Tally minute = cells.get(new Cell("demo", Tier.MINUTE, Dimension.ALL, "", NOON));
    assertThat(minute.amount(Measure.SENT)).isEqualTo(1);
    assertThat(minute.amount(Measure.REPLIED)).isEqualTo(1);
  }

  private static List<Event> aDay(Random random) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String id = "m" + i;
      Instant at = NOON.plusSeconds(random.nextInt(7200));
      events.add(EVENTS.message(id, at));
      if (random.nextInt(4) == 0) {
        events.add(EVENTS.message(id, at.plusSeconds(random.nextInt(90))));
      }
      ReplyAction action = ReplyAction.values()[random.nextInt(ReplyAction.values().length)];
      Instant decided = at.plusMillis(random.nextInt(5000));
      for (int attempt = 1; attempt <= 1 + random.nextInt(3); attempt++) {
        events.add(EVENTS.reply(id, decided, action, attempt));
      }
      if (random.nextInt(2) == 0) {
        // Part of a burst with the message before it, and announced again after a crash.
        ReplyOut announced =
            EVENTS.decision(
                decided,
                action,
                null,
                i == 0 ? new String[] {id} : new String[] {"m" + (i - 1), id});
        events.add(announced);
        events.add(announced);
      }
      if (random.nextInt(3) == 0) {
        events.add(EVENTS.reply("op-" + id, id, decided.plusSeconds(40), ReplyAction.REPLY, 1));
      }
      for (int receipts = 0; receipts < random.nextInt(3); receipts++) {
        ReceiptStatus status =
            ReceiptStatus.values()[random.nextInt(ReceiptStatus.values().length)];
        events.add(EVENTS.receipt("r-" + id, decided.plusSeconds(random.nextInt(100)), status));
      }
    }
    return events;
  }

  private static Map<String, String> deliver(List<Event> events, Random batches) {
    Map<String, String> sums = new TreeMap<>();
    new Store()
        .deliver(events, batches)
        .forEach(
            (cell, tally) -> {
              StringBuilder text = new StringBuilder(tally.slots().toString());
              for (Measure measure : Measure.values()) {
                text.append(' ').append(tally.amount(measure));
              }
              sums.put(cell.toString(), text.toString());
            });
    return sums;
  }

  /** The store's protocol on maps. */
  private static final class Store {
    private final Map<MessageKey, MessageFact> messages = new HashMap<>();
    private final Map<ReplyKey, ReplyFact> replies = new HashMap<>();
    private final Ledger ledger = new Ledger(ZONE);

    Map<Cell, Tally> deliver(List<Event> events, Random batches) {
      int next = 0;
      while (next < events.size()) {
        Batch batch = new Batch();
        int end = Math.min(events.size(), next + 1 + batches.nextInt(20));
        events.subList(next, end).forEach(batch::add);
        next = end;
        batch
            .messages()
            .forEach(
                (key, partial) -> {
                  MessageFact before = messages.get(key);
                  MessageFact after = before == null ? partial : before.merge(partial);
                  messages.put(key, after);
                  ledger.move(
                      Optional.ofNullable(before).flatMap(fact -> fact.contribution(key)),
                      after.contribution(key));
                });
        batch
            .replies()
            .forEach(
                (key, partial) -> {
                  ReplyFact before = replies.get(key);
                  ReplyFact after = before == null ? partial : before.merge(partial);
                  replies.put(key, after);
                  ledger.move(
                      Optional.ofNullable(before).flatMap(fact -> fact.contribution(key)),
                      after.contribution(key));
                });
      }
      return ledger.changes();
    }
  }
}
