package io.kefu.message.flow;

import static io.kefu.message.Stage.hit;
import static io.kefu.message.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.ChatKey;
import io.kefu.contracts.Topics;
import io.kefu.contracts.answer.AnswerResult;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.chat.InboundMessage;
import io.kefu.contracts.chat.ReceiptStatus;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The promises of design.md §3, as far as one service keeps them. */
@OnStage
class DeliveryPromisesTest {

  @Inject Stage stage;
  @Inject ChatClaims claims;
  @Inject ChatWorker worker;
  @Inject FlowConfig config;
  @Inject MeterRegistry metrics;

  private final String tenant = Stage.tenant();

  @Test
  void hundredDeliveriesOfOneMessageGiveOneReplyAndOneModelCall() {
    String word = word();
    stage.finds(word, hit("e1", "质保两年。", true, 0.8));
    stage.writes(word, written("两年。"), Duration.ofMillis(100));
    InboundMessage message = text("c1", "m1", word + "保修多久？");

    for (int i = 0; i < 100; i++) {
      stage.say(tenant, "a1", message);
    }

    String replyId = stage.awaitReplies(tenant, 1).getFirst().reply().replyId();
    stage.receipt(tenant, "a1", replyId, ReceiptStatus.SENT);
    awaitStatus(replyId, "SENT");
    assertThat(Stage.distinct(stage.replies(tenant))).isEqualTo(1);
    assertThat(stage.timesWritten(word)).isEqualTo(1);
    assertThat(stage.count(tenant, "SELECT count(*) FROM messages")).isEqualTo(1);
    assertThat(stage.count(tenant, "SELECT count(*) FROM replies")).isEqualTo(1);
  }

  @Test
  void redeliveredMessageRepublishesTheStoredReplyOnly() {
    String word = word();
    stage.finds(word, hit("e1", "质保两年。", true, 0.8));
    stage.writes(word, written("两年。"), Duration.ZERO);
    InboundMessage message = text("c1", "m1", word + "保修多久？");
    stage.say(tenant, "a1", message);
    ReplyOut first = stage.awaitReplies(tenant, 1).getFirst();
    awaitPublishedAgo(tenant, "3 seconds");

    stage.say(tenant, "a1", message);

    List<ReplyOut> all =
        Awaitility.await()
            .atMost(Duration.ofSeconds(15))
            .until(() -> stage.replies(tenant), published -> published.size() >= 2);
    assertThat(all).allSatisfy(out -> assertThat(out.reply()).isEqualTo(first.reply()));
    assertThat(all.getLast().attempt()).isEqualTo(2);
    assertThat(stage.timesWritten(word)).isEqualTo(1);
  }

  @Test
  void poisonGoesToTheDeadLettersAndTheNextMessageIsAnswered() {
    String key = new ChatKey(tenant, "a1", "c1").toRecordKey();
    byte[] broken = ("{\"tenant\": nonsense " + tenant).getBytes(StandardCharsets.UTF_8);
    byte[] incomplete = ("{\"tenant_id\":\"" + tenant + "\"}").getBytes(StandardCharsets.UTF_8);
    stage.say(key, broken);
    stage.say(key, incomplete);

    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));

    assertThat(stage.awaitReplies(tenant, 1).getFirst().reply().messageId()).isEqualTo("m1");
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                stage
                        .deadLetters(
                            value ->
                                Arrays.equals(value, broken) || Arrays.equals(value, incomplete))
                        .size()
                    == 2);
    var letter = stage.deadLetters(value -> Arrays.equals(value, broken)).getFirst();
    assertThat(letter.headers().lastHeader(Topics.HEADER_DLQ_ERROR_CODE).value())
        .asString()
        .isEqualTo("not_json");
    assertThat(letter.headers().lastHeader(Topics.HEADER_DLQ_SOURCE_TOPIC).value())
        .asString()
        .isEqualTo(Topics.MESSAGE_IN);
  }

  @Test
  void charactersThatNoDatabaseHoldsDoNotStopTheChat() {
    stage.say(tenant, "a1", text("c1", "m1", "在\u0000吗\uD83D？"));

    assertThat(stage.awaitReplies(tenant, 1).getFirst().reply().messageId()).isEqualTo("m1");
  }

  @Test
  void rowShownTwiceUnderTwoIdsIsOneMessageButATextTypedTwiceIsTwo() {
    stage.say(tenant, "a1", placed("c1", "m1", "在吗？", "after-row-1"));
    stage.say(tenant, "a1", placed("c1", "m1-again", "在吗？", "after-row-1"));
    stage.say(tenant, "a1", placed("c1", "m2", "在吗？", "after-row-2"));

    List<ReplyOut> replies = stage.awaitReplies(tenant, 2);

    assertThat(replies).extracting(out -> out.reply().messageId()).containsExactly("m1", "m2");
    assertThat(
            stage
                .rows(tenant, "SELECT state, decided_by FROM inbox WHERE message_id = 'm1-again'")
                .iterator()
                .next()
                .getString("decided_by"))
        .isEqualTo("m1");
  }

  @Test
  void sameRowSeenLaterThanTenSecondsIsAnotherMessage() {
    Instant first = Instant.now().minusSeconds(20);
    stage.say(tenant, "a1", placed("c1", "m1", "在吗？", "after-row-1", first));
    stage.awaitReplies(tenant, 1);

    stage.say(tenant, "a1", placed("c1", "m2", "在吗？", "after-row-1", first.plusMillis(10_001)));
    stage.say(tenant, "a1", placed("c1", "m3", "在吗？", "after-row-1", first.plusMillis(10_001)));

    stage.awaitReplies(tenant, 2);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> stage.count(tenant, "SELECT count(*) FROM inbox WHERE decided_by = 'm2'") == 2);
    assertThat(stage.replies(tenant))
        .extracting(out -> out.reply().messageId())
        .containsOnly("m1", "m2");
  }

  @Test
  void rowThatStaysInSightIsAnsweredOnceHoweverOftenItIsSeen() {
    Instant first = Instant.now().minusSeconds(60);
    stage.say(tenant, "a1", placed("c1", "m1", "在吗？", "after-row-1", first));
    stage.awaitReplies(tenant, 1);

    stage.say(tenant, "a1", placed("c1", "m2", "在吗？", "after-row-1", first.plusSeconds(9)));
    stage.say(tenant, "a1", placed("c1", "m3", "在吗？", "after-row-1", first.plusSeconds(18)));
    stage.say(tenant, "a1", placed("c1", "m4", "在吗？", "after-row-1", first.plusSeconds(27)));
    stage.say(tenant, "a1", placed("c1", "m5", "在吗？", "after-row-2", first.plusSeconds(28)));

    stage.awaitReplies(tenant, 2);
    assertThat(stage.replies(tenant))
        .extracting(out -> out.reply().messageId())
        .containsOnly("m1", "m5");
    assertThat(
            stage.count(
                tenant,
                "SELECT count(*) FROM inbox WHERE state = 'REPEATED' AND decided_by = 'm1'"))
        .isEqualTo(3);
  }

  @Test
  void chatKeepsItsOrderAndASlowChatHoldsUpNoOther() {
    String slow = word();
    String fast = word();
    stage.finds(slow, hit("e1", "慢。", true, 0.8));
    stage.writes(slow, written("慢。"), Duration.ofSeconds(6));
    stage.finds(fast, hit("e2", "快。", true, 0.97));
    stage.say(tenant, "a1", text("slow", "s1", slow + "？"));
    Instant begun = Instant.now();

    for (int i = 0; i < 20; i++) {
      stage.say(tenant, "a1", text("fast", "f" + i, fast + i + "？"));
    }

    List<ReplyOut> replies = stage.awaitReplies(tenant, 20);
    assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(6));
    assertThat(replies)
        .extracting(out -> out.reply().messageId())
        .containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(i -> "f" + i).toList());
    assertThat(stage.awaitReplies(tenant, 21).getLast().reply().messageId()).isEqualTo("s1");
  }

  @Test
  void answerThatTookLongDoesNotOvertakeWhatTheAgentMayHaveMissed() {
    String word = word();
    stage.finds(word, hit("e1", "质保两年。", true, 0.8));
    stage.writes(word, written("两年。"), Duration.ofSeconds(3));
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));

    // While the model writes, the agent could have lost the first answer and be back.
    stage.say(tenant, "a1", text("c1", "m2", word + "保修多久？"));

    stage.awaitReplies(tenant, 2);
    assertThat(stage.replies(tenant))
        .extracting(out -> out.reply().messageId())
        .startsWith("m1", "m1")
        .endsWith("m1", "m2");
  }

  @Test
  void whatTheLastSessionMissedComesBeforeTheAnswerToTheNewOnesFirstMessage() {
    stage.say(tenant, "a1", Instant.now().minusSeconds(60), text("c1", "m1", "在吗？"));
    stage.awaitReplies(tenant, 1);

    // The agent is back at once, and its next message is read before its ONLINE event.
    stage.say(tenant, "a1", Instant.now(), text("c1", "m2", "谢谢"));

    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> stage.replies(tenant).stream().anyMatch(out -> answers(out, "m2")));
    assertThat(stage.replies(tenant))
        .extracting(out -> out.reply().messageId())
        .containsSubsequence("m1", "m1", "m2");
  }

  private static boolean answers(ReplyOut out, String messageId) {
    return messageId.equals(out.reply().messageId());
  }

  @Test
  void firstReceiptStandsWhateverComesLater() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    String replyId = stage.awaitReplies(tenant, 1).getFirst().reply().replyId();
    stage.receipt(tenant, "a1", replyId, ReceiptStatus.SENT);
    awaitStatus(replyId, "SENT");
    stage.receipt(tenant, "a1", replyId, ReceiptStatus.FAILED);
    stage.receipt(tenant, "another-agent", replyId, ReceiptStatus.UNKNOWN);
    stage.say(tenant, "a1", text("c2", "m2", "在吗？"));
    String later = stage.awaitReplies(tenant, 2).getLast().reply().replyId();

    stage.receipt(tenant, "a1", later, ReceiptStatus.UNKNOWN);

    awaitStatus(later, "UNKNOWN");
    awaitStatus(replyId, "SENT");
    assertThat(
            stage
                .rows(tenant, "SELECT status FROM conversations WHERE chat_id = 'c1'")
                .iterator()
                .next()
                .getString("status"))
        .isEqualTo("WAITING_THEM");
    assertThat(stage.count(tenant, "SELECT count(*) FROM todos WHERE kind = 'reply_unknown'"))
        .isEqualTo(1);
  }

  @Test
  void agentThatComesOnlineGetsWhatItMissed() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    ReplyOut first = stage.awaitReplies(tenant, 1).getFirst();
    awaitPublishedAgo(tenant, "3 seconds");

    stage.online(tenant, "a1");

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> stage.replies(tenant).size() >= 2);
    assertThat(stage.replies(tenant).getLast().reply()).isEqualTo(first.reply());
  }

  @Test
  void staleReplyExpiresAndBecomesATodo() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    String replyId = stage.awaitReplies(tenant, 1).getFirst().reply().replyId();
    awaitPublishedAgo(tenant, "0 seconds");

    stage.rows(
        tenant, "UPDATE replies SET expires_at = now(), next_attempt_at = now() RETURNING 1");

    awaitStatus(replyId, "EXPIRED");
    assertThat(
            stage.count(
                tenant,
                "SELECT count(*) FROM todos WHERE kind = 'reply_expired' AND subject_id = $1",
                replyId))
        .isEqualTo(1);
    assertThat(
            stage
                .rows(tenant, "SELECT status FROM conversations")
                .iterator()
                .next()
                .getString("status"))
        .isEqualTo("NEED_REPLY");
  }

  @Test
  void replyThatWasStoredButNeverPublishedGoesOutWhenTheLeaseRunsOut() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    String replyId = stage.awaitReplies(tenant, 1).getFirst().reply().replyId();
    awaitPublishedAgo(tenant, "0 seconds");

    // What a kill -9 between commit and publishing leaves behind.
    stage.rows(
        tenant,
        "UPDATE replies SET published_at = NULL, attempts = 0, next_attempt_at = created_at"
            + " RETURNING 1");
    stage.rows(
        tenant,
        "UPDATE chats SET lease_token = gen_random_uuid(), lease_until = now() RETURNING 1");

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> stage.replies(tenant).size() >= 2);
    assertThat(stage.replies(tenant).getLast().reply().replyId()).isEqualTo(replyId);
  }

  @Test
  void messageOfACrashedWorkerIsDecidedByTheNextAndTheLateOneStoresNothing() {
    String word = word();
    stage.finds(word, hit("e1", "质保两年。", true, 0.8));
    stage.writes(word, written("两年。"), Duration.ofSeconds(2));
    stage.say(tenant, "a1", text("c1", "m1", word + "？"));
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> stage.timesWritten(word) == 1);

    // The worker is in the middle of its model call: another one takes the chat over.
    stage.rows(
        tenant,
        "UPDATE chats SET lease_token = gen_random_uuid(), lease_until = now() RETURNING 1");

    stage.awaitReplies(tenant, 1);
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> stage.timesWritten(word) == 2);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> metrics.counter("chat_claim_lost").count() >= 1);
    assertThat(stage.count(tenant, "SELECT count(*) FROM replies")).isEqualTo(1);
    assertThat(Stage.distinct(stage.replies(tenant))).isEqualTo(1);
  }

  @Test
  void twoReplicasShareTheWorkAndNeitherDoublesNorReorders() {
    String word = word();
    stage.finds(word, hit("e1", "质保两年。", true, 0.8));
    stage.writes(word, written("两年。"), Duration.ofMillis(20));
    Dispatcher second = new Dispatcher(claims, worker, config, metrics);
    second.start();
    try {
      for (int i = 0; i < 10; i++) {
        for (int chat = 0; chat < 12; chat++) {
          stage.say(tenant, "a1", text("c" + chat, "c" + chat + "-" + i, word + i + "？"));
        }
      }
      List<ReplyOut> replies = stage.awaitReplies(tenant, 120);

      for (int chat = 0; chat < 12; chat++) {
        String id = "c" + chat;
        List<String> order =
            replies.stream()
                .filter(out -> out.attempt() == 1 && out.reply().chatId().equals(id))
                .map(out -> out.reply().messageId())
                .toList();
        assertThat(order)
            .containsExactlyElementsOf(IntStream.range(0, 10).mapToObj(i -> id + "-" + i).toList());
      }
      assertThat(stage.timesWritten(word)).isEqualTo(120);
      assertThat(stage.count(tenant, "SELECT count(*) FROM replies")).isEqualTo(120);
    } finally {
      second.stop();
    }
  }

  private void awaitStatus(String replyId, String status) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () -> {
              Row row =
                  stage
                      .rows(
                          tenant,
                          "SELECT status FROM replies WHERE reply_id = $1",
                          UUID.fromString(replyId))
                      .iterator()
                      .next();
              return row.getString("status").equals(status);
            });
  }

  private void awaitPublishedAgo(String tenantId, String interval) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () ->
                stage.count(
                        tenantId,
                        "SELECT count(*) FROM replies r JOIN chats c USING (tenant_id, agent_id,"
                            + " chat_id) WHERE r.published_at <= now() - $1::text::interval AND"
                            + " c.lease_token IS NULL",
                        interval)
                    == 1);
  }

  private static InboundMessage placed(String chatId, String id, String content, String position) {
    return placed(chatId, id, content, position, Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }

  private static InboundMessage placed(
      String chatId, String id, String content, String position, Instant at) {
    InboundMessage plain =
        Stage.message(chatId, id, ChatType.PRIVATE, ContentType.TEXT, content, false, false);
    return new InboundMessage(
        plain.messageId(),
        plain.chatId(),
        plain.chatType(),
        plain.chatName(),
        plain.senderId(),
        plain.senderName(),
        plain.contentType(),
        plain.content(),
        at,
        false,
        false,
        position,
        null,
        null);
  }

  private static AnswerResult written(String content) {
    return new AnswerResult(
        Branch.DIRECT_ANSWER, content, 0.9, List.of("e1"), null, "mock", "mock-1", 10L, 5L, 1);
  }

  private static String word() {
    return "型号" + UUID.randomUUID().toString().substring(0, 8);
  }
}
