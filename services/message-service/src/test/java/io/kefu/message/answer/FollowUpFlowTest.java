package io.kefu.message.answer;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static io.kefu.message.Stage.hit;
import static io.kefu.message.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.event.ReplyOut;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A follow-up question on the running service. */
@OnStage
class FollowUpFlowTest {

  @Inject Stage stage;

  private final String tenant = Stage.tenantOfQuickAgents();
  private final String model = "型" + UUID.randomUUID().toString().substring(0, 8);

  @Test
  void followUpIsSearchedForWithTheSubjectOfTheConversation() {
    stage.finds(model + "功率", hit("e1", "7千瓦。", true, 0.97));
    stage.finds(model + "保修？", hit("e2", "两年。", true, 0.97));
    stage.rewrites(model + "功率", aResponse().withBody(rewritten(model + "保修？")));
    stage.say(tenant, "a1", text("c1", "m1", model + "功率是多少？"));
    stage.awaitReplies(tenant, 1);

    stage.say(tenant, "a1", text("c1", "m2", "那保修呢？"));

    ReplyOut reply = stage.awaitReplies(tenant, 2).getLast();
    assertThat(reply.reply().content()).isEqualTo("两年。");
    assertThat(reply.decision().evidenceIds()).containsExactly("e2");
    assertThat(stage.timesSearched("那保修呢")).isZero();
  }

  @Test
  void rewriterThatHangsCostsTwoSecondsAndNoAnswer() {
    String asked = "那" + model + "呢";
    stage.finds(model, hit("e1", "7千瓦。", true, 0.97));
    stage.rewrites(asked, aResponse().withBody(rewritten("别的")).withFixedDelay(15_000));
    stage.say(tenant, "a1", text("c1", "m1", model + "功率是多少？"));
    stage.awaitReplies(tenant, 1);

    Instant begun = Instant.now();
    stage.say(tenant, "a1", text("c1", "m2", asked));

    assertThat(stage.awaitReplies(tenant, 2).getLast().reply().content()).isEqualTo("7千瓦。");
    assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(10));
    assertThat(stage.timesSearched(asked)).isEqualTo(1);
  }

  private static String rewritten(String question) {
    return "{\"question\":\"" + question + "\",\"rewritten\":true,\"by\":\"rule\"}";
  }
}
