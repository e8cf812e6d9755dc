package io.kefu.message.context;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.kefu.message.Stage.text;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.answer.AnswerResult;
import io.kefu.contracts.answer.Branch;
import io.kefu.message.Neighbourhood;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.kefu.message.conversation.ConversationStore;
import io.kefu.message.reply.ReplyConfig;
import io.kefu.testharness.TestTokens;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the AI is told of a session, as it asks for it. */
@OnStage
class ContextFlowTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Inject Stage stage;
  @Inject TenantScope tenants;
  @Inject ConversationStore conversations;
  @Inject ContextStore store;
  @Inject Recall recall;
  @Inject ReplyConfig replies;
  @Inject Identity ids;

  private final String tenant = Stage.tenantOfQuickAgents();

  @Test
  void anotherAlarmCodeIsToldWithoutTheLinesBefore() {
    String mark = mark();
    stage.finds(mark, Stage.hit("e1", "请断电重启。" + mark, false, 0.8));
    stage.writes(mark, written("请断电重启。"), Duration.ZERO);
    ask("m1", "报警码E103 " + mark + "怎么处理？", 1);
    ask("m2", "那" + mark + "要等多久再通电呢？", 2);
    ask("m3", "E205 " + mark + "是什么意思？", 3);

    String followUp = told(mark + "要等多久");
    String other = told("E205");

    assertThat(followUp).contains("报警码E103");
    assertThat(other).doesNotContain("报警码E103");
    context()
        .body("phase", equalTo("ACTIVE"))
        .body("topic_change", equalTo("other_thing"))
        .body("things", hasItem("E205"));
  }

  @Test
  void longSessionIsSummarisedForTheNextQuestion() {
    String mark = mark();
    stage.finds(mark, Stage.hit("e1", "请断电重启。" + mark, false, 0.8));
    stage.writes(mark, written("请断电重启。"), Duration.ZERO);
    neighbours()
        .register(
            post(urlEqualTo("/internal/v1/summaries"))
                .withRequestBody(containing(mark))
                .willReturn(
                    okJson(
                        "{\"status\":\"written\",\"summary\":\"客户问了E103\",\"provider\":\"p\",\"model\":\"m\"}")));
    for (int i = 1; i <= 9; i++) {
      ask("m" + i, "E103 " + mark + "第" + i + "个问题怎么办？", i);
    }

    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                stage.count(tenant, "SELECT count(*) FROM contexts WHERE summary IS NOT NULL")
                    == 1);
    ask("m10", "E103 " + mark + "最后一个问题？", 10);

    assertThat(told("最后一个问题")).contains("【前情摘要】客户问了E103").doesNotContain("第1个问题");
    context().body("summary", equalTo("客户问了E103")).body("summary_model", equalTo("m"));
    assertThat(stage.count(Stage.tenant(), "SELECT count(*) FROM contexts")).isZero();
  }

  @Test
  void customerWhoFellSilentIsAskedOnceASession() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    stage.awaitReplies(tenant, 1);
    awaitWaiting();
    IdlePrompts prompts = prompts(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(6)));

    prompts.sweep().await().atMost(PATIENCE);
    prompts.sweep().await().atMost(PATIENCE);

    assertThat(
            stage.awaitReplies(tenant, 2).stream()
                .filter(out -> out.reply() != null)
                .map(out -> out.reply().content())
                .distinct())
        .contains("还在吗？");
    assertThat(stage.count(tenant, "SELECT count(*) FROM replies WHERE content = '还在吗？'"))
        .isEqualTo(1);
  }

  @Test
  void nobodyIsAskedWhileAnOperatorHoldsOrTheSessionIsOver() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    stage.awaitReplies(tenant, 1);
    awaitWaiting();

    prompts(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(40)))
        .sweep()
        .await()
        .atMost(PATIENCE);
    stage.rows(
        tenant,
        "UPDATE conversations SET handling = 'HELD', held_by = 'li', return_at = now() + interval"
            + " '1 day' RETURNING 1");
    prompts(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(6)))
        .sweep()
        .await()
        .atMost(PATIENCE);

    assertThat(stage.count(tenant, "SELECT count(*) FROM replies WHERE content = '还在吗？'")).isZero();
  }

  @Test
  void contextOfAnotherTenantsConversationIsUnknown() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    stage.awaitReplies(tenant, 1);

    given()
        .header("Authorization", TestTokens.service(Stage.tenant()))
        .get("/internal/v1/conversations/" + conversation() + "/context")
        .then()
        .statusCode(404)
        .body("code", equalTo("conversation_unknown"));
  }

  /** A word that no other test uses, and no model number. */
  private static String mark() {
    return UUID.randomUUID()
        .toString()
        .chars()
        .limit(8)
        .mapToObj(digit -> "" + (char) ('一' + Character.digit(digit, 16)))
        .collect(java.util.stream.Collectors.joining());
  }

  private IdlePrompts prompts(Clock clock) {
    LocalTime now = LocalTime.now(clock.withZone(java.time.ZoneId.of("Asia/Shanghai")));
    ContextConfig config =
        Settings.with(
            Map.of(
                "kefu.message.context.prompt.enabled",
                "true",
                "kefu.message.context.prompt.text",
                "还在吗？",
                "kefu.message.context.prompt.quiet-from",
                now.plusHours(2).toString(),
                "kefu.message.context.prompt.quiet-to",
                now.plusHours(3).toString()));
    return new IdlePrompts(tenants, conversations, store, recall, config, replies, ids, clock);
  }

  private void awaitWaiting() {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                stage.count(
                        tenant, "SELECT count(*) FROM conversations WHERE status = 'WAITING_THEM'")
                    == 1);
  }

  private void ask(String id, String question, int replies) {
    stage.say(tenant, "a1", text("c1", id, question));
    stage.awaitReplies(tenant, replies);
  }

  private String told(String word) {
    return neighbours()
        .find(postRequestedFor(urlEqualTo("/internal/v1/answer")).withRequestBody(containing(word)))
        .stream()
        .map(request -> request.getBodyAsString())
        .filter(
            body ->
                body.substring(body.indexOf("\"question\""), body.indexOf("\"evidence\""))
                    .contains(word))
        .findFirst()
        .orElseThrow();
  }

  private ValidatableResponse context() {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .get("/internal/v1/conversations/" + conversation() + "/context")
        .then()
        .statusCode(200);
  }

  private UUID conversation() {
    return stage
        .rows(tenant, "SELECT conversation_id FROM conversations")
        .iterator()
        .next()
        .getUUID(0);
  }

  private static AnswerResult written(String content) {
    return new AnswerResult(
        Branch.DIRECT_ANSWER, content, 0.9, List.of(), null, "p", "m", 1L, 1L, 1L);
  }

  private static WireMock neighbours() {
    return WireMock.create().host("localhost").port(Neighbourhood.port()).build();
  }
}
