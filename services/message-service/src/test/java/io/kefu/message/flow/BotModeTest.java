package io.kefu.message.flow;

import static io.kefu.message.Stage.hit;
import static io.kefu.message.Stage.text;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.chat.InboundMessage;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.event.AgentCommand;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.kefu.message.StageLimits;
import io.kefu.message.reply.SendLimits;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A bot that is silenced for a whole tenant, on the running service; and what goes to a person. */
@OnStage
class BotModeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject Stage stage;
  @Inject StageLimits limits;
  @Inject ServiceTokens tokens;

  private final String tenant = Stage.tenantOfQuickAgents();
  private final String word = "型" + UUID.randomUUID().toString().substring(0, 8);

  @Test
  void inShadowModeItDecidesKeepsItAndSaysNothing() {
    stage.finds(word, hit("e1", "两年。", true, 0.97));
    bot("shadow");

    stage.say(tenant, "a1", text("c1", "m1", word + "保修多久？"));

    Row decided = awaitDecision("m1");
    assertThat(decided.getString("action")).isEqualTo("ignore");
    assertThat(decided.getString("branch")).isEqualTo("shadow");
    given()
        .header("Authorization", tokens.bearer(tenant, "user:li"))
        .get("/internal/v1/agents/a1/messages/m1/outcome")
        .then()
        .statusCode(200)
        .body("action", equalTo("ignore"))
        .body("content", equalTo(""))
        .body("reason", equalTo("shadow"))
        .body("evidence[0].entry_id", equalTo("e1"))
        .body("shadow.action", equalTo("reply"))
        .body("shadow.branch", equalTo("direct_answer"))
        .body("shadow.content", equalTo("两年。"));
    ReplyOut told =
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> stage.decisions(tenant), found -> !found.isEmpty())
            .getFirst();
    assertThat(told.decision().branch()).isEqualTo(Branch.SHADOW);
    assertThat(told.decided().action()).isEqualTo(ReplyAction.IGNORE);
    assertThat(needReply()).isEqualTo(1);
    bot("on");
    stage.say(tenant, "a1", text("c1", "m2", word + "保修几年？"));
    assertThat(stage.awaitReplies(tenant, 1).getFirst().reply().messageId()).isEqualTo("m2");
  }

  @Test
  void mutedByAnAdminInAChatItIsSilentEverywhereUntilItIsLetSpeak() {
    stage.finds(word, hit("e1", "两年。", true, 0.97));
    put("{\"admins\":[\"boss\"]}");
    order("m1", "#mute all");
    assertThat(stage.awaitReplies(tenant, 1).getLast().reply().content()).contains("已全部静音");

    stage.say(tenant, "a1", text("c1", "m2", word + "保修多久？"));
    stage.say(tenant, "a1", text("c2", "m3", "着火了！"));

    assertThat(awaitDecision("m2").getString("reason")).isEqualTo("tenant_muted");
    assertThat(awaitDecision("m3").getString("reason")).isEqualTo("tenant_muted");
    assertThat(stage.timesSearched(word)).isZero();
    assertThat(stage.count(tenant, "SELECT count(*) FROM todos WHERE kind = 'asked_while_muted'"))
        .isEqualTo(1);
    given()
        .header("Authorization", tokens.bearer(tenant, "user:li"))
        .get("/internal/v1/todos")
        .then()
        .statusCode(200)
        .body("items[0].kind", equalTo("escalated"))
        .body("items[0].priority", equalTo(5))
        .body("items[0].subject_id", equalTo("m3"));
    assertThat(needReply()).isEqualTo(2);
    order("m4", "#unmute all");
    assertThat(stage.awaitReplies(tenant, 2).getLast().reply().content()).contains("正常应答");
    stage.say(tenant, "a1", text("c1", "m5", word + "保修几年？"));
    assertThat(stage.awaitReplies(tenant, 3).getLast().reply().content()).isEqualTo("两年。");
    Row version =
        stage
            .rows(
                tenant,
                "SELECT created_by, reason FROM policy_versions WHERE kind = 'settings'"
                    + " ORDER BY version DESC LIMIT 1")
            .iterator()
            .next();
    assertThat(version.getString("created_by")).isEqualTo("boss");
    assertThat(version.getString("reason")).isEqualTo("#unmute all");
  }

  @Test
  void whatWaitedToBeSentIsTakenBack() {
    stage.finds(word, hit("e1", "两年。", true, 0.97));
    limits.set(tenant, new SendLimits(1, 0, Duration.ZERO));
    stage.say(tenant, "a1", text("c1", "m0", "在吗？"));
    stage.awaitReplies(tenant, 1);
    stage.say(tenant, "a1", text("c1", "m1", word + "保修多久？"));
    awaitDecision("m1");

    bot("muted");
    stage.rows(
        tenant,
        "UPDATE replies SET slot_at = now(), next_attempt_at = now() WHERE message_id = 'm1'");
    stage.rows(tenant, "UPDATE chats SET outbox_due_at = now()");

    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                stage.count(
                        tenant,
                        "SELECT count(*) FROM replies WHERE message_id = 'm1'"
                            + " AND status = 'CANCELLED' AND error = 'tenant_muted'")
                    == 1);
    assertThat(stage.replies(tenant)).hasSize(1);
  }

  @Test
  void agentsForgetTheirLocalAnswersAndGetThemBack() {
    stage.online(tenant, "a1");
    awaitRules(false);

    bot("muted");
    awaitRules(true);
    bot("on");
    awaitRules(false);
  }

  @Test
  void anUrgentMessageIsAToDoThatComesFirst() {
    stage.say(tenant, "a1", text("c1", "m1", "充电桩冒烟了！"));
    assertThat(stage.awaitReplies(tenant, 1).getFirst().reply().content()).contains("加急");

    given()
        .header("Authorization", tokens.bearer(tenant, "user:li"))
        .get("/internal/v1/todos")
        .then()
        .statusCode(200)
        .body("items[0].kind", equalTo("escalated"))
        .body("items[0].priority", equalTo(5))
        .body("items[0].subject_id", equalTo("m1"));
    given()
        .header("Authorization", tokens.bearer(tenant, "user:li"))
        .get("/internal/v1/conversations")
        .then()
        .statusCode(200)
        .body("items[0].handover_reason", equalTo("urgent"));
  }

  @Test
  void aWrongModeIsRefused() {
    for (String body : List.of("{\"mode\":\"loud\"}", "{}", "{\"mode\":1}", "[]", "")) {
      given()
          .header("Authorization", tokens.bearer(tenant, "anna"))
          .contentType(io.restassured.http.ContentType.JSON)
          .body(body)
          .put("/internal/v1/settings/bot")
          .then()
          .statusCode(400);
    }
  }

  private void awaitRules(boolean empty) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> stage.commands(tenant),
            commands -> !commands.isEmpty() && rules(commands.getLast()).isEmpty() == empty);
  }

  private static List<?> rules(AgentCommand command) {
    return (List<?>) command.args().get("rules");
  }

  private long needReply() {
    return stage.count(tenant, "SELECT count(*) FROM conversations WHERE status = 'NEED_REPLY'");
  }

  private void bot(String mode) {
    given()
        .header("Authorization", tokens.bearer(tenant, "anna"))
        .contentType(io.restassured.http.ContentType.JSON)
        .body("{\"mode\":\"" + mode + "\",\"reason\":\"test\"}")
        .put("/internal/v1/settings/bot")
        .then()
        .statusCode(200)
        .body("settings.bot", equalTo(mode));
  }

  private void put(String settings) {
    given()
        .header("Authorization", tokens.bearer(tenant, "anna"))
        .contentType(io.restassured.http.ContentType.JSON)
        .body(settings)
        .put("/internal/v1/settings")
        .then()
        .statusCode(200);
  }

  private void order(String messageId, String text) {
    stage.say(
        tenant,
        "a1",
        new InboundMessage(
            messageId,
            "boss-chat",
            ChatType.PRIVATE,
            "老板",
            "boss",
            "老板",
            ContentType.TEXT,
            text,
            Instant.now(),
            false,
            false,
            null,
            null,
            null));
  }

  private Row awaitDecision(String messageId) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> stage.rows(tenant, "SELECT * FROM decisions WHERE message_id = $1", messageId),
            rows -> rows.size() == 1)
        .iterator()
        .next();
  }
}
