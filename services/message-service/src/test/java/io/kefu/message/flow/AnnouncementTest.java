package io.kefu.message.flow;

import static io.kefu.message.Stage.hit;
import static io.kefu.message.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Everybody learns what was decided, also when nothing is sent. */
@OnStage
class AnnouncementTest {

  @Inject Stage stage;

  private final String tenant = Stage.tenant();

  @Test
  void messagesThatGetNothingAreAnnouncedWithTheirReason() {
    stage.say(
        tenant,
        "a1",
        Stage.message("c1", "own", ChatType.PRIVATE, ContentType.TEXT, "你好？", false, true));
    stage.say(
        tenant,
        "a1",
        Stage.message("c1", "row", ChatType.PRIVATE, ContentType.SYSTEM, "昨天", false, false));
    stage.say(
        tenant,
        "a1",
        Stage.message("g1", "chatter", ChatType.GROUP, ContentType.TEXT, "你好？", false, false));
    stage.say(tenant, "a1", text("c2", "private", "晚上一起撸串？"));

    List<ReplyOut> announced = awaitDecisions(4);

    assertThat(announced)
        .extracting(out -> out.decided().messageId() + ' ' + out.decision().reason())
        .containsExactlyInAnyOrder(
            "own own_message", "row system_row", "chatter not_mentioned", "private black_list");
    assertThat(announced)
        .allSatisfy(
            out -> {
              assertThat(out.decided().action()).isEqualTo(ReplyAction.IGNORE);
              assertThat(out.decision().branch()).isEqualTo(Branch.IGNORED);
              assertThat(out.decided().messageIds()).containsExactly(out.decided().messageId());
            });
    assertThat(stage.replies(tenant)).isEmpty();
  }

  @Test
  void handoverWithoutANoticeIsAnnounced() {
    stage.say(tenant, "a1", text("c1", "m1", "转人工！你听到了吗？"));
    stage.awaitReplies(tenant, 1);

    stage.say(tenant, "a1", text("c1", "m2", "保修多久？"));

    ReplyOut announced = awaitDecisions(1).getFirst();
    assertThat(announced.decided().messageId()).isEqualTo("m2");
    assertThat(announced.decided().action()).isEqualTo(ReplyAction.TRANSFER_HUMAN);
    assertThat(announced.decision().reason()).isEqualTo("waiting_for_operator");
  }

  @Test
  void burstIsAnnouncedWithAllItsMessagesBesideItsReply() {
    String word = "型号" + UUID.randomUUID().toString().substring(0, 8);
    stage.finds(word, hit("e1", "质保两年。", true, 0.97));
    stage.say(tenant, "a1", text("c1", "m1", "你好"));
    stage.say(tenant, "a1", text("c1", "m2", "想问一下"));
    stage.say(tenant, "a1", text("c1", "m3", word + "的保修"));

    ReplyOut announced = awaitDecisions(1).getFirst();

    ReplyOut reply = stage.awaitReplies(tenant, 1).getFirst();
    assertThat(announced.decided().messageIds()).containsExactly("m1", "m2", "m3");
    assertThat(announced.decided().action()).isEqualTo(ReplyAction.REPLY);
    assertThat(announced.occurredAt()).isEqualTo(reply.reply().timestamp());
    assertThat(announced.decision()).isEqualTo(reply.decision());
  }

  @Test
  void decisionOfACrashedWorkerIsAnnouncedAgainByTheNext() {
    stage.say(
        tenant,
        "a1",
        Stage.message("g1", "m1", ChatType.GROUP, ContentType.TEXT, "你好？", false, false));
    ReplyOut first = awaitDecisions(1).getFirst();
    awaitFree();

    // What a kill -9 between commit and announcing leaves behind.
    stage.rows(
        tenant,
        "UPDATE chats SET lease_token = gen_random_uuid(), lease_until = now(),"
            + " unsettled_since = now() - interval '1 s' RETURNING 1");

    ReplyOut again = awaitDecisions(2).getLast();
    assertThat(again.decided()).isEqualTo(first.decided());
    assertThat(again.decision()).isEqualTo(first.decision());
    assertThat(again.occurredAt()).isEqualTo(first.occurredAt());
    awaitFree();
    assertThat(stage.count(tenant, "SELECT count(*) FROM chats WHERE unsettled_since IS NOT NULL"))
        .isZero();
  }

  @Test
  void firstPartThatGoesOutAfterACrashStillSaysWhy() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    ReplyOut first = stage.awaitReplies(tenant, 1).getFirst();
    awaitFree();

    stage.rows(
        tenant,
        "UPDATE replies SET published_at = NULL, attempts = 0, next_attempt_at = now() RETURNING"
            + " 1");

    List<ReplyOut> all =
        Awaitility.await()
            .atMost(Duration.ofSeconds(15))
            .until(() -> stage.replies(tenant), published -> published.size() >= 2);
    assertThat(all.getLast().decision()).isEqualTo(first.decision());
  }

  private void awaitFree() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                stage.count(tenant, "SELECT count(*) FROM chats WHERE lease_token IS NOT NULL")
                    == 0);
  }

  private List<ReplyOut> awaitDecisions(int count) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> stage.decisions(tenant), found -> found.size() >= count);
  }
}
