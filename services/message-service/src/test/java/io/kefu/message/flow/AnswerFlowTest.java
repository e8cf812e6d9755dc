package io.kefu.message.flow;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static io.kefu.message.Stage.hit;
import static io.kefu.message.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.answer.AnswerResult;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.chat.ReplyOrigin;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** One message in, the right reply out. */
@OnStage
class AnswerFlowTest {

  @Inject Stage stage;

  private final String tenant = Stage.tenant();

  @Test
  void greetingGetsTheCannedReplyWithoutASearch() {
    stage.say(tenant, "a1", text("c1", "m1", "您好，在吗？"));

    ReplyOut reply = stage.awaitReplies(tenant, 1).getFirst();

    assertThat(reply.origin()).isEqualTo(ReplyOrigin.BOT);
    assertThat(reply.reply().messageId()).isEqualTo("m1");
    assertThat(reply.reply().content()).isEqualTo("您好，请问有什么可以帮您？");
    assertThat(reply.reply().chatName()).isEqualTo("chat of c1");
    assertThat(reply.decision().branch()).isEqualTo(Branch.CANNED);
  }

  @Test
  void certainApprovedEntryAnswersWithoutTheAnsweringService() {
    String word = word();
    stage.finds(word, hit("e1", "质保两年。", true, 0.97));
    stage.say(tenant, "a1", text("c1", "m1", word + "保修多久？"));

    ReplyOut reply = stage.awaitReplies(tenant, 1).getFirst();

    assertThat(reply.reply().content()).isEqualTo("质保两年。");
    assertThat(reply.decision().evidenceIds()).containsExactly("e1");
    assertThat(stage.timesWritten(word)).isZero();
  }

  @Test
  void sureButNotCertainIsWrittenByTheAnsweringService() {
    String word = word();
    stage.finds(word, hit("e1", "质保两年。", true, 0.8));
    stage.writes(word, written("本产品质保两年。", "e1"), Duration.ZERO);
    stage.say(tenant, "a1", text("c1", "m1", word + "保修多久？"));

    ReplyOut reply = stage.awaitReplies(tenant, 1).getFirst();

    assertThat(reply.reply().content()).isEqualTo("本产品质保两年。");
    assertThat(reply.decision().provider()).isEqualTo("mock");
    assertThat(reply.decision().branch()).isEqualTo(Branch.DIRECT_ANSWER);
  }

  @Test
  void unknownQuestionIsHandedOverAndTheCustomerIsToldOnce() {
    String word = word();
    stage.finds(word, hit("e1", "无关。", true, 0.2));
    stage.say(tenant, "a1", text("c1", "m1", word + "你们老板属什么？"));
    stage.awaitReplies(tenant, 1);
    stage.say(tenant, "a1", text("c1", "m2", word + "那老板娘呢？"));

    awaitDecided("m2");

    List<ReplyOut> replies = stage.replies(tenant);
    assertThat(Stage.distinct(replies)).isEqualTo(1);
    assertThat(replies.getFirst().reply().action()).isEqualTo(ReplyAction.TRANSFER_HUMAN);
    assertThat(
            stage
                .rows(tenant, "SELECT handling, handover_reason FROM conversations")
                .iterator()
                .next()
                .getString("handover_reason"))
        .isEqualTo("low_confidence");
  }

  @Test
  void customerWhoWantsAPersonIsLeftAloneByTheBot() {
    String word = word();
    stage.finds(word, hit("e1", "质保两年。", true, 0.97));
    stage.say(tenant, "a1", text("c1", "m1", "转人工！你听到了吗？"));
    stage.awaitReplies(tenant, 1);
    stage.say(tenant, "a1", text("c1", "m2", word + "保修多久？"));

    awaitDecided("m2");

    assertThat(Stage.distinct(stage.replies(tenant))).isEqualTo(1);
    assertThat(stage.timesSearched(word)).isZero();
  }

  @Test
  void searchThatFailsHandsOver() {
    String word = word();
    stage.searchGives(word, aResponse().withStatus(500));
    stage.say(tenant, "a1", text("c1", "m1", word + "保修多久？"));

    ReplyOut reply = stage.awaitReplies(tenant, 1).getFirst();

    assertThat(reply.reply().action()).isEqualTo(ReplyAction.TRANSFER_HUMAN);
    assertThat(reply.decision().reason()).isEqualTo("search_unavailable");
  }

  @Test
  void approvedEntryStandsInForTheAnsweringService() {
    String word = word();
    stage.finds(word, hit("e1", "质保两年。", true, 0.8));
    stage.answerGives(word, aResponse().withStatus(500));
    stage.say(tenant, "a1", text("c1", "m1", word + "保修多久？"));

    ReplyOut reply = stage.awaitReplies(tenant, 1).getFirst();

    assertThat(reply.reply().content()).isEqualTo("质保两年。");
  }

  @Test
  void withoutAnApprovedEntryTheApologyHandsOver() {
    String word = word();
    stage.finds(word, hit("e1", "草稿。", false, 0.8));
    stage.answerGives(word, aResponse().withStatus(500));
    stage.say(tenant, "a1", text("c1", "m1", word + "保修多久？"));

    ReplyOut reply = stage.awaitReplies(tenant, 1).getFirst();

    assertThat(reply.reply().content()).isEqualTo("抱歉，系统暂时无法处理");
    assertThat(reply.reply().action()).isEqualTo(ReplyAction.TRANSFER_HUMAN);
  }

  @Test
  void ownSystemAndUnmentionedGroupMessagesAreStoredAndNeverAnswered() {
    stage.say(
        tenant,
        "a1",
        Stage.message("c1", "own", ChatType.PRIVATE, ContentType.TEXT, "你好？", false, true));
    stage.say(
        tenant,
        "a1",
        Stage.message("c1", "system", ChatType.PRIVATE, ContentType.SYSTEM, "昨天", false, false));
    stage.say(
        tenant,
        "a1",
        Stage.message("g1", "chatter", ChatType.GROUP, ContentType.TEXT, "你好？", false, false));
    stage.say(
        tenant,
        "a1",
        Stage.message("g1", "asked", ChatType.GROUP, ContentType.TEXT, "@客服 你好？", true, false));

    ReplyOut reply = stage.awaitReplies(tenant, 1).getFirst();
    awaitDecided("own");
    awaitDecided("system");
    awaitDecided("chatter");

    assertThat(reply.reply().messageId()).isEqualTo("asked");
    assertThat(reply.reply().mention()).isEqualTo("customer g1");
    assertThat(Stage.distinct(stage.replies(tenant))).isEqualTo(1);
    assertThat(stage.count(tenant, "SELECT count(*) FROM messages")).isEqualTo(4);
  }

  @Test
  void longAnswerIsSplitIntoOrderedParts() {
    String word = word();
    stage.finds(word, hit("e1", "很长的说明，请仔细阅读。".repeat(80), true, 0.97));
    stage.say(tenant, "a1", text("c1", "m1", word + "怎么安装？"));

    List<ReplyOut> parts = stage.awaitReplies(tenant, 3);

    assertThat(parts).extracting(part -> part.reply().part()).containsExactly(1, 2, 3);
    assertThat(parts).allSatisfy(part -> assertThat(part.reply().parts()).isEqualTo(3));
    assertThat(parts).allSatisfy(part -> assertThat(part.reply().content()).hasSizeLessThan(401));
    assertThat(parts.getFirst().decision()).isNotNull();
  }

  @Test
  void shortMessagesInARowAreOneQuestion() {
    String word = word();
    stage.finds(word, hit("e1", "质保两年。", true, 0.97));
    stage.say(tenant, "a1", text("c1", "m1", "你好"));
    stage.say(tenant, "a1", text("c1", "m2", "想问一下"));
    stage.say(tenant, "a1", text("c1", "m3", word + "的保修"));

    ReplyOut reply = stage.awaitReplies(tenant, 1).getFirst();
    awaitDecided("m1");

    assertThat(reply.reply().messageId()).isEqualTo("m3");
    assertThat(reply.reply().content()).isEqualTo("质保两年。");
    assertThat(Stage.distinct(stage.replies(tenant))).isEqualTo(1);
    assertThat(stage.timesSearched(word)).isEqualTo(1);
  }

  @Test
  void numberAfterAClarifyingQuestionPicksTheEntry() {
    String word = word();
    stage.finds(word, hit("e1", "质保两年。", true, 0.6), hit("e2", "质保三年。", true, 0.58));
    stage.say(tenant, "a1", text("c1", "m1", word + "保修？"));
    ReplyOut asked = stage.awaitReplies(tenant, 1).getFirst();
    stage.say(tenant, "a1", text("c1", "m2", "2"));

    ReplyOut reply = stage.awaitReplies(tenant, 2).getLast();

    assertThat(asked.decision().branch()).isEqualTo(Branch.CLARIFICATION);
    assertThat(asked.reply().content()).contains("1. question e1", "2. question e2");
    assertThat(reply.reply().content()).isEqualTo("质保三年。");
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

  private static AnswerResult written(String content, String... evidence) {
    return new AnswerResult(
        Branch.DIRECT_ANSWER, content, 0.9, List.of(evidence), null, "mock", "mock-1", 10L, 5L, 1);
  }

  /** A word that no other test's stub knows. */
  private static String word() {
    return "型号" + UUID.randomUUID().toString().substring(0, 8);
  }
}
