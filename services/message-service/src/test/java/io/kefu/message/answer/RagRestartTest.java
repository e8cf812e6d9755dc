package io.kefu.message.answer;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static io.kefu.message.Stage.hit;
import static io.kefu.message.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A restart of rag-service is waited for; an outage is not. */
@OnStage
class RagRestartTest {

  @Inject Stage stage;

  private final String tenant = Stage.tenant();

  @Test
  void aQuestionDuringARestartIsAnsweredOnceAndByTheKnowledgeBase() {
    answered();
    String word = word();
    stage.findsAfter(3, word, hit("e1", "质保两年。", true, 0.97));

    ReplyOut reply = asked("m2", word + "保修多久？");
    assertThat(reply.reply().content()).isEqualTo("质保两年。");
    assertThat(stage.timesSearched(word)).isEqualTo(4);
    assertThat(stage.count(tenant, "SELECT count(*) FROM decisions WHERE message_id = 'm2'"))
        .isEqualTo(1);
  }

  @Test
  void aQuestionDuringAnOutageGoesToAPersonAndTheNextDoesNotWait() {
    answered();
    String word = word();
    stage.searchGives(word, aResponse().withStatus(503));
    ReplyOut first = asked("m2", word + "保修多久？");
    int searches = stage.timesSearched(word);

    ReplyOut second = asked("m3", word + "怎么安装？");

    assertThat(first.reply().action()).isEqualTo(ReplyAction.TRANSFER_HUMAN);
    assertThat(first.decision().reason()).isEqualTo("search_unavailable");
    assertThat(second.reply().action()).isEqualTo(ReplyAction.TRANSFER_HUMAN);
    assertThat(searches).isGreaterThan(1);
    // The breaker may answer for it: then not even once.
    assertThat(stage.timesSearched(word)).isLessThanOrEqualTo(searches + 1);
  }

  @Test
  void aRefusalIsNoOutage() {
    answered();
    String word = word();
    stage.searchGives(word, aResponse().withStatus(400));

    ReplyOut reply = asked("m2", word + "保修多久？");
    assertThat(reply.reply().action()).isEqualTo(ReplyAction.TRANSFER_HUMAN);
    assertThat(stage.timesSearched(word)).isEqualTo(1);
  }

  private ReplyOut asked(String messageId, String question) {
    int before = stage.awaitReplies(tenant, 0).size();
    stage.say(tenant, "a1", text("c-" + messageId, messageId, question));
    return stage.awaitReplies(tenant, before + 1).stream()
        .filter(out -> messageId.equals(out.reply().messageId()))
        .findFirst()
        .orElseThrow();
  }

  /** rag-service answers: whatever outage there was is over, and its breaker is closed. */
  @AfterEach
  void answered() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              String word = word();
              stage.finds(word, hit("e0", "有的。", true, 0.97));
              int before = stage.awaitReplies(tenant, 0).size();
              stage.say(tenant, "a1", text("c-" + word, "m-" + word, word + "有货吗？"));
              return stage.awaitReplies(tenant, before + 1).stream()
                  .anyMatch(
                      out ->
                          out.reply().chatId().equals("c-" + word)
                              && out.reply().content().equals("有的。"));
            });
  }

  private static String word() {
    return "型号" + UUID.randomUUID().toString().substring(0, 8);
  }
}
