package io.kefu.message.handover;

import static io.kefu.message.Stage.hit;
import static io.kefu.message.Stage.text;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.answer.AnswerResult;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.conversation.SendRequest;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.kefu.message.StageLimits;
import io.kefu.message.reply.Outbox;
import io.kefu.message.reply.SendLimits;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators among each other, and against the bot that is about to speak. */
@OnStage
class OperatorRacesTest {

  @Inject Stage stage;
  @Inject ServiceTokens tokens;
  @Inject StageLimits limits;
  @Inject Outbox outbox;

  private final String tenant = Stage.tenant();

  @Test
  void ofManyWhoClaimAtOnceOneGetsIt() throws Exception {
    stage.say(tenant, "a1", text("c1", "m1", "转人工！好吗？"));
    stage.awaitReplies(tenant, 1);
    String id = conversation();
    List<Callable<Integer>> claims =
        IntStream.range(0, 8)
            .<Callable<Integer>>mapToObj(
                i -> () -> act(id, "claim", "operator" + i).extract().statusCode())
            .toList();

    List<Integer> statuses;
    try (ExecutorService operators = Executors.newFixedThreadPool(8)) {
      statuses =
          operators.invokeAll(claims).stream().map(java.util.concurrent.Future::resultNow).toList();
    }

    assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 409);
    assertThat(stage.count(tenant, "SELECT count(*) FROM conversations WHERE handling = 'HELD'"))
        .isEqualTo(1);
  }

  @Test
  void textIntoAChatThatAnotherHoldsIsRefusedAndNothingIsStored() {
    stage.say(tenant, "a1", text("c1", "m1", "转人工！好吗？"));
    stage.awaitReplies(tenant, 1);
    act(conversation(), "claim", "li").statusCode(200);

    send("wang", "您好").statusCode(409).body("code", equalTo("held_by_another"));

    assertThat(stage.count(tenant, "SELECT count(*) FROM replies WHERE origin = 'operator'"))
        .isZero();
    send("li", "您好").statusCode(202);
    stage.awaitReplies(tenant, 2);
  }

  @Test
  void partsThatWaitAreCancelledWhenAnOperatorClaims() {
    longAnswer();

    act(conversation(), "claim", "li").statusCode(200);

    assertThat(status("CANCELLED")).isEqualTo(2);
    // The slots they had are free again, and time does not bring them back.
    assertThat(
            stage.count(
                tenant,
                "SELECT count(*) FROM replies WHERE status = 'CANCELLED' AND slot_at IS NULL"
                    + " AND released_at IS NULL AND published_at IS NULL"))
        .isEqualTo(2);
    stage.say(tenant, "a1", text("c1", "m2", "在吗？"));
    awaitDecided("m2");
    assertThat(Stage.distinct(stage.replies(tenant))).isEqualTo(1);
  }

  /** A decision travels with its first part: when that never goes, it is told by itself. */
  @ParameterizedTest
  @ValueSource(strings = {"claim", "send"})
  void whatBecameOfAnAnswerThatWasTakenBackIsTold(String way) {
    limits.set(tenant, new SendLimits(1, 0, Duration.ZERO));
    stage.say(tenant, "a1", text("other", "m0", "在吗？"));
    stage.awaitReplies(tenant, 1);
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    awaitDecided("m1");
    assertThat(stage.replies(tenant)).noneMatch(out -> "m1".equals(out.reply().messageId()));

    if (way.equals("claim")) {
      act(conversationOf("c1"), "claim", "li").statusCode(200);
    } else {
      send("li", "您好").statusCode(202);
    }

    ReplyOut told =
        Awaitility.await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> stage.decisions(tenant), found -> !found.isEmpty())
            .getFirst();
    assertThat(told.decided().messageId()).isEqualTo("m1");
    assertThat(told.decided().messageIds()).containsExactly("m1");
    assertThat(told.decided().action()).isEqualTo(ReplyAction.IGNORE);
    assertThat(told.decision().reason()).isEqualTo("operator_took_over");
    assertThat(stage.replies(tenant)).noneMatch(out -> "m1".equals(out.reply().messageId()));
    assertThat(stage.count(tenant, "SELECT count(*) FROM event_outbox WHERE topic = 'reply.out'"))
        .isZero();
  }

  @Test
  void partsThatWaitAreCancelledWhenAnOperatorWrites() {
    longAnswer();

    send("li", "您好，我来说明。").statusCode(202);

    List<ReplyOut> published = stage.awaitReplies(tenant, 2);
    assertThat(published.getLast().reply().content()).isEqualTo("您好，我来说明。");
    assertThat(status("CANCELLED")).isEqualTo(2);
  }

  @Test
  void partIsEitherCancelledOrLetOutNeverBoth() {
    longAnswer();
    List<UUID> waiting =
        IntStream.range(0, 2)
            .mapToObj(
                i ->
                    stage
                        .rows(
                            tenant,
                            "SELECT reply_id FROM replies WHERE part > 1 ORDER BY part OFFSET $1",
                            (long) i)
                        .iterator()
                        .next()
                        .getUUID(0))
            .toList();
    // The worker has taken the second part in hand when the operator comes.
    Set<UUID> before = release(waiting.subList(0, 1));
    act(conversation(), "claim", "li").statusCode(200);

    Set<UUID> after = release(waiting);

    assertThat(before).containsExactly(waiting.getFirst());
    assertThat(after).doesNotContain(waiting.getLast());
    assertThat(
            stage.count(
                tenant,
                "SELECT count(*) FROM replies WHERE reply_id = $1 AND status = 'CANCELLED'",
                waiting.getLast()))
        .isEqualTo(1);
  }

  @Test
  void operatorWhoClaimsWhileAModelWritesIsNotTalkedOver() {
    String word = "型号" + UUID.randomUUID().toString().substring(0, 8);
    stage.finds(word, hit("e1", "质保两年。", true, 0.8));
    stage.writes(
        word,
        new AnswerResult(
            Branch.DIRECT_ANSWER, "两年。", 0.9, List.of("e1"), null, "mock", "mock-1", 1L, 1L, 1),
        Duration.ofSeconds(3));
    stage.say(tenant, "a1", text("c1", "m1", word + "保修多久？"));
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> stage.timesWritten(word) == 1);

    act(conversation(), "claim", "li").statusCode(200);

    awaitDecided("m1");
    ReplyOut announced =
        Awaitility.await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> stage.decisions(tenant), found -> !found.isEmpty())
            .getFirst();
    assertThat(announced.decision().reason()).isEqualTo("operator_holds");
    assertThat(stage.replies(tenant)).isEmpty();
  }

  /** An answer of three parts; the second and third still wait for their time. */
  private void longAnswer() {
    String word = "型号" + UUID.randomUUID().toString().substring(0, 8);
    stage.finds(word, hit("e1", "很长的说明，请仔细阅读。".repeat(80), true, 0.97));
    stage.say(tenant, "a1", text("c1", "m1", word + "怎么安装？"));
    // Longer than a slow machine needs to get here.
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                stage
                        .rows(
                            tenant,
                            "UPDATE replies SET slot_at = slot_at + interval '1 minute',"
                                + " not_before = not_before + interval '1 minute',"
                                + " next_attempt_at = next_attempt_at + interval '1 minute'"
                                + " WHERE part > 1 AND released_at IS NULL RETURNING 1")
                        .size()
                    == 2);
    stage.awaitReplies(tenant, 1);
  }

  private Set<UUID> release(List<UUID> ids) {
    return outbox.release(tenant, ids).await().atMost(Duration.ofSeconds(10));
  }

  private long status(String status) {
    return stage.count(tenant, "SELECT count(*) FROM replies WHERE status = $1", status);
  }

  private String conversation() {
    return stage
        .rows(tenant, "SELECT conversation_id FROM conversations")
        .iterator()
        .next()
        .getUUID(0)
        .toString();
  }

  private String conversationOf(String chatId) {
    return stage
        .rows(tenant, "SELECT conversation_id FROM conversations WHERE chat_id = $1", chatId)
        .iterator()
        .next()
        .getUUID(0)
        .toString();
  }

  private void awaitDecided(String messageId) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () ->
                stage.count(
                        tenant,
                        "SELECT count(*) FROM inbox WHERE message_id = $1 AND state = 'DECIDED'",
                        messageId)
                    == 1);
  }

  private ValidatableResponse act(String id, String action, String operator) {
    return given()
        .header("Authorization", tokens.bearer(tenant, "user:" + operator))
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/internal/v1/conversations/" + id + "/" + action)
        .then();
  }

  private ValidatableResponse send(String operator, String content) {
    return given()
        .header("Authorization", tokens.bearer(tenant, "user:" + operator))
        .contentType(ContentType.JSON)
        .body(stage.bytes(new SendRequest("a1", "c1", content, null)))
        .post("/internal/v1/send")
        .then();
  }
}
