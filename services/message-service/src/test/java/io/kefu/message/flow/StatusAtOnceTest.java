package io.kefu.message.flow;

import static io.kefu.message.Stage.hit;
import static io.kefu.message.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.answer.AnswerResult;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A conversation shows who waits as soon as a message is stored, however slow the answer is. */
@OnStage
class StatusAtOnceTest {

  @Inject Stage stage;

  private final String tenant = Stage.tenant();

  @Test
  void customerWaitsWhileAModelStillWritesAndAnOperatorsWordStands() {
    String word = "型号" + UUID.randomUUID().toString().substring(0, 8);
    stage.finds(word, hit("e1", "质保两年。", true, 0.8));
    stage.writes(
        word,
        new AnswerResult(
            Branch.DIRECT_ANSWER, "两年。", 0.9, List.of("e1"), null, "mock", "mock-1", 1L, 1L, 1),
        Duration.ofSeconds(4));
    stage.say(tenant, "a1", text("c1", "m1", word + "保修多久？"));

    awaitStatus("NEED_REPLY");

    assertThat(stage.count(tenant, "SELECT count(*) FROM decisions")).isZero();
    assertThat(
            stage.count(
                tenant,
                "SELECT count(*) FROM transitions WHERE to_status = 'NEED_REPLY'"
                    + " AND cause = 'customer_message'"))
        .isEqualTo(1);
    // An operator puts it off before the model is done: the decision does not undo that.
    stage.rows(
        tenant,
        "UPDATE conversations SET status = 'SNOOZED', sla_at = NULL,"
            + " snooze_at = now() + interval '1 hour' RETURNING 1");
    stage.awaitReplies(tenant, 1);
    assertThat(status()).isEqualTo("SNOOZED");
  }

  @Test
  void talkThatIsNotForUsChangesNothing() {
    stage.say(
        tenant,
        "a1",
        Stage.message("g1", "m1", ChatType.GROUP, ContentType.TEXT, "你好？", false, false));

    awaitDecided(1);

    assertThat(status()).isEqualTo("UNSEEN");
  }

  @Test
  void personOfOursWhoTypedInWeChatHasAnswered() {
    stage.say(tenant, "a1", text("c1", "m1", "转人工！你听到了吗？"));
    awaitStatus("NEED_REPLY");

    stage.say(
        tenant,
        "a1",
        Stage.message("c1", "m2", ChatType.PRIVATE, ContentType.TEXT, "来了", false, true));

    awaitStatus("WAITING_THEM");
  }

  @Test
  void nobodyWaitsForAContactOnTheBlackList() {
    stage.say(tenant, "a1", text("c1", "m1", "晚上一起撸串？"));
    awaitDecided(1);
    awaitStatus("RESOLVED");

    stage.say(tenant, "a1", text("c1", "m2", "几点？"));

    awaitDecided(2);
    assertThat(status()).isEqualTo("RESOLVED");
  }

  private void awaitStatus(String status) {
    Awaitility.await("status " + status)
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> status.equals(status()));
  }

  private void awaitDecided(int messages) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> stage.count(tenant, "SELECT count(*) FROM decisions") == messages);
  }

  private String status() {
    for (Row row : stage.rows(tenant, "SELECT status FROM conversations")) {
      return row.getString("status");
    }
    return "none";
  }
}
