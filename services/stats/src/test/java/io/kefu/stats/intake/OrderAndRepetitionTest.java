package io.kefu.stats.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.chat.ReceiptStatus;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.conversation.ConversationStatus;
import io.kefu.contracts.conversation.CustomerTraits;
import io.kefu.contracts.event.Event;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.stats.Events;
import io.kefu.stats.fact.BreachFact;
import io.kefu.stats.fact.BreachKey;
import io.kefu.stats.fact.EpisodeFact;
import io.kefu.stats.fact.EpisodeKey;
import io.kefu.stats.fact.MessageFact;
import io.kefu.stats.fact.MessageKey;
import io.kefu.stats.fact.PoolFact;
import io.kefu.stats.fact.PoolKey;
import io.kefu.stats.fact.ReplyFact;
import io.kefu.stats.fact.ReplyKey;
import io.kefu.stats.rollup.Cell;
import io.kefu.stats.rollup.Contribution;
import io.kefu.stats.rollup.Dimension;
import io.kefu.stats.rollup.Ledger;
import io.kefu.stats.rollup.Measure;
import io.kefu.stats.rollup.Tally;
import io.kefu.stats.rollup.Tier;
import java.time.Duration;
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
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise of package fact: order and number of deliveries do not matter. */
class OrderAndRepetitionTest {

  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final Instant NOON = Instant.parse("2026-11-22T04:00:00Z");
  private static final Events EVENTS = new Events("demo");

  /** In Asia/Shanghai. */
  private static final Instant MIDNIGHT = Instant.parse("2026-11-20T16:00:00Z");

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
  void theDayOfTheReportingZoneBeginsAtItsMidnight() {
    List<Event> events =
        List.of(
            EVENTS.message("last", MIDNIGHT.minusMillis(1)),
            EVENTS.message("first", MIDNIGHT),
            EVENTS.reply("last", MIDNIGHT.plusMillis(200), ReplyAction.REPLY, 1));

    Map<Cell, Tally> cells = new Store().deliver(events, new Random(0));

    Tally before = cells.get(all(Tier.DAY, MIDNIGHT.minus(Duration.ofDays(1))));
    Tally after = cells.get(all(Tier.DAY, MIDNIGHT));
    assertThat(before.amount(Measure.RECEIVED)).isEqualTo(1);
    // What became of a message counts on the message's day, its parts on the day of their decision.
    assertThat(before.amount(Measure.REPLIED)).isEqualTo(1);
    assertThat(before.amount(Measure.REPLY_PARTS)).isZero();
    assertThat(after.amount(Measure.RECEIVED)).isEqualTo(1);
    assertThat(after.amount(Measure.REPLY_PARTS)).isEqualTo(1);
    assertThat(cells.get(all(Tier.HOUR, MIDNIGHT)).amount(Measure.RECEIVED)).isEqualTo(1);
  }

  @Test
  void anEarlierTimeThatComesLateTakesTheMessageOverToTheDayBefore() {
    List<Event> events =
        List.of(
            EVENTS.message("m1", MIDNIGHT.plusSeconds(5)),
            EVENTS.decision(
                "m1",
                MIDNIGHT.plusSeconds(6),
                ReplyAction.REPLY,
                new CustomerTraits("GRAY", "B", "售前"),
                null),
            EVENTS.message("m1", MIDNIGHT.minusSeconds(5)));

    Map<Cell, Tally> cells = new Store().deliver(events, new Random(0));

    assertThat(cells.keySet()).extracting(Cell::bucket).allMatch(time -> time.isBefore(MIDNIGHT));
    Tally grade =
        cells.get(
            new Cell("demo", Tier.DAY, Dimension.GRADE, "B", MIDNIGHT.minus(Duration.ofDays(1))));
    assertThat(grade.amount(Measure.RECEIVED)).isEqualTo(1);
    assertThat(grade.amount(Measure.COST_MICROS)).isEqualTo(1_500);
    assertThat(grade.amount(Measure.RESPONSE_MS)).isEqualTo(11_000);
  }

  @Test
  void anEpisodeCountsAsItsNewestCorrectionSaysWhicheverComesFirst() {
    List<Event> events =
        List.of(
            EVENTS.episode("o1", 2, "solved", 5, NOON),
            EVENTS.episode("o1", 0, "unsolved", null, NOON),
            EVENTS.episode("o1", 2, "solved", 5, NOON),
            EVENTS.episode("o1", 1, "abandoned", 1, NOON));

    Map<Cell, Tally> cells = new Store().deliver(events, new Random(0));

    Tally day = cells.get(new Cell("demo", Tier.MINUTE, Dimension.OPERATOR, "li", NOON));
    assertThat(day.amount(Measure.EPISODES)).isEqualTo(1);
    assertThat(day.amount(Measure.SOLVED)).isEqualTo(1);
    assertThat(day.amount(Measure.UNSOLVED)).isZero();
    assertThat(day.amount(Measure.ABANDONED)).isZero();
    assertThat(day.amount(Measure.SATISFACTION_SUM)).isEqualTo(5);
    assertThat(day.amount(Measure.SATISFIED)).isEqualTo(1);
  }

  @Test
  void onlyABecomingOverdueIsABreachAndEachOnce() {
    CustomerTraits customer = new CustomerTraits("WHITE", "A", null);
    List<Event> events =
        List.of(
            EVENTS.conversation("v1", 1, ConversationStatus.NEED_REPLY, NOON, customer),
            EVENTS.conversation("v1", 2, ConversationStatus.OVERDUE, NOON, customer),
            EVENTS.conversation("v1", 2, ConversationStatus.OVERDUE, NOON, customer),
            EVENTS.conversation("v1", 3, ConversationStatus.RESOLVED, NOON, customer),
            EVENTS.conversation("v1", 9, ConversationStatus.OVERDUE, NOON, customer));

    Map<Cell, Tally> cells = new Store().deliver(events, new Random(0));

    assertThat(cells.get(all(Tier.MINUTE, NOON)).amount(Measure.SLA_BREACHES)).isEqualTo(2);
    assertThat(
            cells
                .get(new Cell("demo", Tier.MINUTE, Dimension.OPERATOR, "li", NOON))
                .amount(Measure.SLA_BREACHES))
        .isEqualTo(2);
  }

  private static Cell all(Tier tier, Instant bucket) {
    return new Cell("demo", tier, Dimension.ALL, "", bucket);
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
      // Around midnight in Shanghai, so that late events cross hours and days.
      Instant at = MIDNIGHT.minusSeconds(3600).plusSeconds(random.nextInt(7200));
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
      if (random.nextInt(3) == 0) {
        events.add(
            EVENTS.decision(
                id,
                decided,
                ReplyAction.TRANSFER_HUMAN,
                new CustomerTraits("GRAY", "B", "售前"),
                "多久发货"));
      }
      events.add(EVENTS.pool(new UUID(7, i), i % 2 == 0, at));
      events.add(
          EVENTS.conversation(
              "v" + i / 3,
              i,
              i % 2 == 0 ? ConversationStatus.OVERDUE : ConversationStatus.RESOLVED,
              at,
              new CustomerTraits("WHITE", "A", null)));
      for (int version = 0; version <= random.nextInt(3); version++) {
        events.add(
            EVENTS.episode(
                "o" + i, version, version == 0 ? "unsolved" : "solved", version + 3, at));
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

    private final Map<EpisodeKey, EpisodeFact> episodes = new HashMap<>();
    private final Map<BreachKey, BreachFact> breaches = new HashMap<>();
    private final Map<PoolKey, PoolFact> pool = new HashMap<>();

    Map<Cell, Tally> deliver(List<Event> events, Random batches) {
      int next = 0;
      while (next < events.size()) {
        Batch batch = new Batch();
        int end = Math.min(events.size(), next + 1 + batches.nextInt(20));
        events.subList(next, end).forEach(batch::add);
        next = end;
        merge(messages, batch.messages(), MessageFact::merge, (k, fact) -> fact.contribution(k));
        merge(replies, batch.replies(), ReplyFact::merge, (k, fact) -> fact.contribution(k));
        merge(episodes, batch.episodes(), EpisodeFact::merge, (k, fact) -> fact.contribution(k));
        merge(breaches, batch.breaches(), BreachFact::merge, (k, fact) -> fact.contribution(k));
        merge(pool, batch.pool(), PoolFact::merge, (k, fact) -> fact.contribution(k));
      }
      return ledger.changes();
    }

    private <K, F> void merge(
        Map<K, F> known,
        Map<K, F> told,
        BinaryOperator<F> merge,
        BiFunction<K, F, Optional<Contribution>> contribution) {
      told.forEach(
          (key, partial) -> {
            F before = known.get(key);
            F after = before == null ? partial : merge.apply(before, partial);
            known.put(key, after);
            ledger.move(
                Optional.ofNullable(before).flatMap(fact -> contribution.apply(key, fact)),
                contribution.apply(key, after));
          });
    }
  }
}
