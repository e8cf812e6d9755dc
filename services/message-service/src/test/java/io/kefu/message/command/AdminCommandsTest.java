package io.kefu.message.command;

import static io.kefu.message.Stage.hit;
import static io.kefu.message.Stage.text;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.chassis.servicetoken.ServiceTokens;
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
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands of admins on the running service. */
@OnStage
class AdminCommandsTest {

  private static final String GROUP = "g1@chatroom";

  @Inject Stage stage;
  @Inject StageLimits limits;
  @Inject ServiceTokens tokens;

  private final String tenant = Stage.tenantOfQuickAgents();
  private final String word = "型" + UUID.randomUUID().toString().substring(0, 8);
  private int replies;

  @BeforeEach
  void adminIsNamed() {
    put("{\"admins\":[\"boss\"]}");
  }

  @Test
  void mutedChatIsSilentLeavesAToDoAndSpeaksAgain() {
    stage.finds(word, hit("e1", "两年。", true, 0.97));
    assertThat(order("m1", "#mute").reply().content()).contains("已静音");

    say("ann", "m2", word + "保修多久？");
    Row silent = awaitDecision("m2");
    say("ann", "m3", "再问一次" + word + "尺寸？");
    awaitDecision("m3");

    assertThat(silent.getString("action")).isEqualTo("ignore");
    assertThat(silent.getString("reason")).isEqualTo("muted");
    assertThat(stage.count(tenant, "SELECT count(*) FROM todos WHERE kind = 'asked_while_muted'"))
        .isEqualTo(1);
    assertThat(stage.timesSearched(word)).isZero();
    assertThat(
            stage.count(
                tenant,
                "SELECT count(*) FROM conversations WHERE status = 'NEED_REPLY' AND last_speaker ="
                    + " 'them'"))
        .isEqualTo(1);
    assertThat(order("m4", "#status").reply().content())
        .isEqualTo("状态：已静音；规则版本 0；待发送 0 条；未完成待办 1 项。");
    assertThat(order("m5", "#unmute").reply().content()).contains("已恢复");
    say("ann", "m6", word + "保修几年？");
    assertThat(next().reply().content()).isEqualTo("两年。");
  }

  @Test
  void whatWaitedWhenTheChatWasMutedIsTakenBackAndTold() {
    stage.finds(word, hit("e1", "两年。", true, 0.97));
    limits.set(tenant, new SendLimits(1, 0, Duration.ZERO));
    stage.say(tenant, "a1", text("c1", "m0", "在吗？"));
    next();
    say("ann", "m1", word + "保修多久？");
    awaitDecision("m1");

    say("boss", "m2", "#mute");

    ReplyOut told =
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> stage.decisions(tenant), found -> !found.isEmpty())
            .getFirst();
    assertThat(told.decided().messageIds()).containsExactly("m1");
    assertThat(told.decided().action()).isEqualTo(ReplyAction.IGNORE);
    assertThat(told.decision().branch()).isEqualTo(Branch.IGNORED);
    assertThat(told.decision().reason()).isEqualTo("muted");
    assertThat(
            stage.count(
                tenant,
                "SELECT count(*) FROM replies WHERE message_id = 'm1' AND status = 'CANCELLED'"
                    + " AND error = 'muted' AND slot_at IS NULL"))
        .isEqualTo(1);
  }

  @Test
  void anotherReplicaFindsTheChatMutedWhenItStores() {
    stage.finds(word, hit("e1", "两年。", true, 0.97));
    say("ann", "m1", word + "保修多久？");
    next();
    stage.rows(
        tenant, "UPDATE chats SET muted_at = now(), muted_by = 'boss' WHERE chat_id = $1", GROUP);

    say("ann", "m2", word + "怎么安装？");

    assertThat(awaitDecision("m2").getString("reason")).isEqualTo("muted");
    assertThat(stage.replies(tenant)).hasSize(1);
  }

  @Test
  void commandIsADecisionOfItsOwnKind() {
    ReplyOut help = order("m1", "#what");

    assertThat(help.reply().content()).contains("可用指令");
    assertThat(help.decision().reason()).isEqualTo("admin_command");
    assertThat(help.decision().branch()).isEqualTo(Branch.CANNED);
    assertThat(help.decision().ruleId()).isNull();
  }

  @Test
  void whoDebugsAChatIsToldWhatAnAnswerRestsOnAndNobodyElse() {
    stage.finds(word, hit("e1", "两年。", true, 0.97));
    assertThat(order("m1", "#debug").reply().content()).contains("已关闭");
    assertThat(order("m2", "#debug on").reply().content()).contains("调试已开启");

    String admins = order("m3", word + "保修多久？").reply().content();
    say("ann", "m4", word + "保修几年？");
    String customers = next().reply().content();

    assertThat(admins)
        .startsWith("两年。\n〔调试〕")
        .contains("分支 direct_answer", "规则 shipped.certain", "置信度 0.97", "依据 e1", "检索 ");
    assertThat(customers).isEqualTo("两年。");
    assertThat(order("m5", "#DEBUG off").reply().content()).contains("调试已关闭");
    assertThat(order("m6", word + "怎么安装？").reply().content()).isEqualTo("两年。");
  }

  @Test
  void fromAnybodyElseItIsAnOrdinaryMessage() {
    stage.finds(word, hit("e1", "两年。", true, 0.97));

    stage.say(tenant, "a1", text("c1", "m1", "#mute " + word));

    assertThat(next().reply().content()).isEqualTo("两年。");
    assertThat(stage.count(tenant, "SELECT count(*) FROM chats WHERE muted_at IS NOT NULL"))
        .isZero();
  }

  @Test
  void nameThatLooksLikeAnAdminsIdGivesNoCommands() {
    stage.say(
        tenant,
        "a1",
        new InboundMessage(
            "m1",
            "c1",
            ChatType.PRIVATE,
            "boss",
            "boss",
            "boss",
            ContentType.TEXT,
            "#mute",
            Instant.now(),
            false,
            false,
            null,
            null,
            null));

    assertThat(awaitDecision("m1").getString("reason")).isNotEqualTo("admin_command");
    assertThat(stage.count(tenant, "SELECT count(*) FROM chats WHERE muted_at IS NOT NULL"))
        .isZero();
  }

  @Test
  void whatTheLastAnswerRestedOnIsTold() {
    stage.finds(word, hit("e1", "两年。", true, 0.97));
    assertThat(order("m1", "#kb").reply().content()).isEqualTo("本会话还没有回答。");
    say("ann", "m2", word + "保修多久？");
    next();

    assertThat(order("m3", "#kb").reply().content()).isEqualTo("上次回答的依据：\ntitle e1（e1）");
  }

  @Test
  void groupIsBoundOnceInTheAdminsName() {
    put("{\"admins\":[\"boss\"],\"groups\":{\"whitelist\":[\"another\"]}}");
    say("ann", "m1", "你好");
    assertThat(awaitDecision("m1").getString("reason")).isEqualTo("group_not_listed");

    assertThat(order("m2", "#bind").reply().content()).contains("共 2 个群");
    assertThat(order("m3", "#bind").reply().content()).isEqualTo("本群已在白名单中。");

    Row version =
        stage
            .rows(
                tenant,
                "SELECT version, created_by FROM policy_versions WHERE kind = 'settings'"
                    + " ORDER BY version DESC LIMIT 1")
            .iterator()
            .next();
    assertThat(version.getLong("version")).isEqualTo(3);
    assertThat(version.getString("created_by")).isEqualTo("boss");
    say("ann", "m4", "你好");
    assertThat(next().reply().messageId()).isEqualTo("m4");
  }

  private ReplyOut order(String messageId, String text) {
    say("boss", messageId, text);
    ReplyOut reply = next();
    assertThat(reply.reply().messageId()).isEqualTo(messageId);
    return reply;
  }

  private ReplyOut next() {
    return stage.awaitReplies(tenant, ++replies).getLast();
  }

  private void say(String sender, String messageId, String text) {
    stage.say(
        tenant,
        "a1",
        new InboundMessage(
            messageId,
            GROUP,
            ChatType.GROUP,
            "群",
            sender,
            "name of " + sender,
            ContentType.TEXT,
            text,
            Instant.now(),
            true,
            false,
            null,
            null,
            null));
  }

  private Row awaitDecision(String messageId) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () -> stage.rows(tenant, "SELECT * FROM decisions WHERE message_id = $1", messageId),
            rows -> rows.size() == 1)
        .iterator()
        .next();
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
}
