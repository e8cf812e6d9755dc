package io.kefu.message.flow;

import static io.kefu.message.Stage.hit;
import static io.kefu.message.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.chat.InboundMessage;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.kefu.message.StageLimits;
import io.kefu.message.reply.SendLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** How much goes out, when, and in which order (domain.md §5). */
@OnStage
class SendingLimitsTest {

  private static final String SLOTS_BROKEN =
      """
      SELECT count(*) FROM replies a
      WHERE (SELECT count(*) FROM replies b WHERE b.slot_at >= a.slot_at
        AND b.agent_id = a.agent_id AND b.slot_at < a.slot_at + interval '60 seconds') > $1
      """;

  @Inject Stage stage;
  @Inject StageLimits limits;
  @Inject ChatClaims claims;
  @Inject ChatWorker worker;
  @Inject FlowConfig config;
  @Inject MeterRegistry metrics;

  private final String tenant = Stage.tenant();

  @Test
  void whatExceedsTheAgentsLimitWaitsForItsSlotWhoeverSendsIt() {
    limits.set(tenant, new SendLimits(5, 0, Duration.ZERO));
    Dispatcher second = new Dispatcher(claims, worker, config, metrics);
    second.start();
    try {
      for (int i = 0; i < 8; i++) {
        stage.say(tenant, "a1", text("c" + i, "m" + i, "在吗？"));
        stage.say(tenant, "a2", text("d" + i % 2, "n" + i, "在吗？"));
      }
      awaitDecided(16);
    } finally {
      second.stop();
    }

    assertThat(stage.count(tenant, SLOTS_BROKEN, 5L)).isZero();
    for (String agent : List.of("a1", "a2")) {
      assertThat(
              stage.count(
                  tenant,
                  "SELECT count(*) FROM replies WHERE agent_id = $1 AND released_at IS NOT NULL",
                  agent))
          .isEqualTo(5);
      Row waiting =
          stage
              .rows(
                  tenant,
                  "SELECT count(*) AS n, bool_and(not_before = slot_at AND next_attempt_at ="
                      + " slot_at AND slot_at > created_at + interval '55 seconds') AS later FROM"
                      + " replies WHERE agent_id = $1 AND published_at IS NULL AND released_at IS"
                      + " NULL AND status = 'PENDING'",
                  agent)
              .iterator()
              .next();
      assertThat(waiting.getLong("n")).isEqualTo(3);
      assertThat(waiting.getBoolean("later")).isTrue();
    }
    assertThat(Stage.distinct(stage.awaitReplies(tenant, 10))).isEqualTo(10);
  }

  @Test
  void redeliveryAndRepublicationCountOnce() {
    limits.set(tenant, new SendLimits(2, 0, Duration.ZERO));
    InboundMessage message = text("c1", "m1", "在吗？");
    stage.say(tenant, "a1", message);
    stage.awaitReplies(tenant, 1);
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () ->
                stage.count(
                        tenant,
                        "SELECT count(*) FROM replies WHERE published_at < now() - interval '3 s'")
                    == 1);
    stage.say(tenant, "a1", message);
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> stage.replies(tenant).size() >= 2);

    stage.say(tenant, "a1", text("c2", "m2", "在吗？"));

    assertThat(stage.awaitReplies(tenant, 2).getLast().reply().messageId()).isEqualTo("m2");
  }

  @Test
  void userOfAGroupWaitsAndTheGroupKeepsItsOrderButNoOtherChatWaits() {
    limits.set(tenant, new SendLimits(0, 20, Duration.ofSeconds(6)));
    stage.say(tenant, "a1", asked("g1", "ann", "m1"));
    stage.say(tenant, "a1", asked("g1", "ann", "m2"));
    stage.say(tenant, "a1", asked("g1", "bob", "m3"));
    stage.say(tenant, "a1", text("c1", "m4", "在吗？"));

    List<ReplyOut> replies = stage.awaitReplies(tenant, 4);

    assertThat(firsts(replies).stream().filter(out -> out.reply().chatId().equals("g1")))
        .extracting(out -> out.reply().messageId())
        .containsExactly("m1", "m2", "m3");
    assertThat(firsts(replies).stream().filter(out -> out.reply().chatId().equals("g1")))
        .extracting(out -> out.reply().mention())
        .containsExactly("ann", "ann", "bob");
    assertThat(Duration.between(at(replies, "m1"), at(replies, "m2")))
        .isGreaterThan(Duration.ofMillis(5_900));
    assertThat(at(replies, "m4")).isBefore(at(replies, "m2"));
  }

  @Test
  void replyWithoutASlotInTimeIsAPersonsBusinessAndSaysSo() {
    limits.set(tenant, new SendLimits(1, 0, Duration.ZERO));
    for (int i = 0; i < 13; i++) {
      stage.say(tenant, "a1", text("c" + i, "m" + i, "在吗？"));
    }

    awaitDecided(13);

    // One goes at once and one each minute of the next ten; the others would come too late.
    long refused =
        stage.count(
            tenant,
            "SELECT count(*) FROM replies WHERE status = 'EXPIRED' AND error = 'rate_limited'");
    assertThat(refused).isBetween(2L, 3L);
    assertThat(stage.count(tenant, "SELECT count(*) FROM replies WHERE status = 'PENDING'"))
        .isEqualTo(13 - refused);
    assertThat(
            stage.count(
                tenant,
                "SELECT count(*) FROM decisions WHERE branch = 'rate_limited'"
                    + " AND action = 'transfer_human'"))
        .isEqualTo(refused);
    assertThat(stage.count(tenant, "SELECT count(*) FROM todos WHERE kind = 'reply_rate_limited'"))
        .isEqualTo(refused);
    assertThat(stage.count(tenant, "SELECT count(*) FROM conversations WHERE handling = 'QUEUED'"))
        .isEqualTo(refused);
    List<ReplyOut> announced =
        Awaitility.await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> stage.decisions(tenant), found -> found.size() == refused);
    assertThat(announced)
        .allSatisfy(
            out -> {
              assertThat(out.decision().branch()).isEqualTo(Branch.RATE_LIMITED);
              assertThat(out.decided().action()).isEqualTo(ReplyAction.TRANSFER_HUMAN);
            });
  }

  @Test
  void partThatMissedItsSlotGetsAnotherOne() {
    limits.set(tenant, new SendLimits(1, 0, Duration.ZERO));
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    stage.awaitReplies(tenant, 1);
    stage.say(tenant, "a1", text("c2", "m2", "在吗？"));
    awaitDecided(2);

    // Its slot came and went while nobody could publish; then m1 had the place that is taken now.
    stage.rows(
        tenant,
        "UPDATE replies SET slot_at = now() - interval '20 s', next_attempt_at = now()"
            + " WHERE message_id = 'm2' RETURNING 1");

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                stage.count(
                        tenant,
                        "SELECT count(*) FROM replies WHERE message_id = 'm2'"
                            + " AND slot_at > now() + interval '20 s'"
                            + " AND next_attempt_at = slot_at AND released_at IS NULL")
                    == 1);
    assertThat(Stage.distinct(stage.replies(tenant))).isEqualTo(1);
  }

  @Test
  void partsOfAnAnswerComeOneAfterTheOtherAndTheNextAnswerBehindThem() {
    String word = "型号" + UUID.randomUUID().toString().substring(0, 8);
    stage.finds(word, hit("e1", "很长的说明，请仔细阅读。".repeat(80), true, 0.97));
    stage.say(tenant, "a1", text("c1", "m1", word + "怎么安装？"));
    stage.awaitReplies(tenant, 1);
    stage.say(tenant, "a1", text("c1", "m2", "在吗？"));

    List<ReplyOut> parts = firsts(stage.awaitReplies(tenant, 4));

    assertThat(parts)
        .extracting(out -> out.reply().messageId())
        .containsExactly("m1", "m1", "m1", "m2");
    assertThat(parts.getFirst().reply().notBefore()).isNull();
    for (int i = 1; i < 3; i++) {
      ReplyOut part = parts.get(i);
      Instant before =
          i == 1 ? parts.getFirst().reply().timestamp() : parts.get(1).reply().notBefore();
      assertThat(Duration.between(before, part.reply().notBefore()))
          .isBetween(Duration.ofMillis(1_500), Duration.ofMillis(3_500));
      assertThat(part.occurredAt()).isAfterOrEqualTo(part.reply().notBefore());
    }
  }

  @Test
  void slowModelDoesNotHoldUpThePartsBeforeIt() {
    String install = "型号" + UUID.randomUUID().toString().substring(0, 8);
    String slow = "型号" + UUID.randomUUID().toString().substring(0, 8);
    stage.finds(install, hit("e1", "很长的说明，请仔细阅读。".repeat(80), true, 0.97));
    stage.searchGives(
        slow,
        com.github.tomakehurst.wiremock.client.WireMock.aResponse()
            .withStatus(503)
            .withFixedDelay(9_000));
    stage.say(tenant, "a1", text("c1", "m1", install + "怎么安装？"));
    stage.awaitReplies(tenant, 1);

    stage.say(tenant, "a1", text("c1", "m2", slow + "保修？"));

    List<ReplyOut> replies = firsts(stage.awaitReplies(tenant, 4));
    assertThat(replies)
        .extracting(out -> out.reply().messageId())
        .containsExactly("m1", "m1", "m1", "m2");
    ReplyOut last = replies.get(2);
    assertThat(Duration.between(last.reply().notBefore(), last.occurredAt()))
        .isLessThan(Duration.ofSeconds(2));
  }

  /** Without what was repeated because no receipt came. */
  private static List<ReplyOut> firsts(List<ReplyOut> published) {
    return published.stream().filter(out -> out.attempt() == 1).toList();
  }

  private static Instant at(List<ReplyOut> replies, String messageId) {
    return replies.stream()
        .filter(out -> out.reply().messageId().equals(messageId))
        .findFirst()
        .orElseThrow()
        .occurredAt();
  }

  private void awaitDecided(int messages) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> stage.count(tenant, "SELECT count(*) FROM decisions") == messages);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                stage.count(tenant, "SELECT count(*) FROM chats WHERE lease_token IS NOT NULL")
                    == 0);
  }

  private static InboundMessage asked(String group, String sender, String messageId) {
    InboundMessage plain =
        Stage.message(group, messageId, ChatType.GROUP, ContentType.TEXT, "@客服 在吗？", true, false);
    return new InboundMessage(
        plain.messageId(),
        plain.chatId(),
        plain.chatType(),
        plain.chatName(),
        "wxid_" + sender + "0000000",
        sender,
        plain.contentType(),
        plain.content(),
        plain.timestamp(),
        true,
        false,
        null,
        null,
        null);
  }
}
