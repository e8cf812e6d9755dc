package io.kefu.message.reply;

import static io.kefu.message.Stage.text;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.kefu.message.StageLimits;
import io.kefu.message.document.Documents;
import io.kefu.message.rules.PolicyStore;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Sending limits, pauses and lengths are the tenant's own. */
@OnStage
class TenantLimitsTest {

  private static final String WAITING = "SELECT count(*) FROM replies WHERE slot_at > created_at";

  @Inject Stage stage;
  @Inject StageLimits limits;
  @Inject ServiceTokens tokens;
  @Inject PolicyStore store;

  private final String tenant = Stage.tenantOfQuickAgents();

  @Test
  void changedLimitCountsForTheNextAnswer() {
    limits.asSettings(tenant);
    stage.say(tenant, "a1", text("c1", "m1", "你好"));
    stage.say(tenant, "a1", text("c2", "m2", "你好"));
    stage.awaitReplies(tenant, 2);

    put("{\"limits\":{\"agent_per_minute\":3}}");
    stage.say(tenant, "a1", text("c3", "m3", "你好"));
    stage.awaitReplies(tenant, 3);
    stage.say(tenant, "a1", text("c4", "m4", "你好"));
    awaitDecided(4);

    assertThat(stage.count(tenant, WAITING)).isEqualTo(1);
    put("{\"limits\":{\"agent_per_minute\":0}}");
    stage.say(tenant, "a1", text("c5", "m5", "你好"));
    assertThat(stage.awaitReplies(tenant, 4).getLast().reply().messageId()).isEqualTo("m5");
  }

  @Test
  void changeOnAnotherReplicaCountsWithinTwoSeconds() {
    limits.asSettings(tenant);
    stage.say(tenant, "a1", text("c1", "m1", "你好"));
    stage.awaitReplies(tenant, 1);
    assertThat(limits.of(tenant).agentPerMinute()).isEqualTo(100);

    store
        .save(
            tenant,
            PolicyStore.Kind.SETTINGS,
            new PolicyStore.Edit(
                "another replica",
                null,
                before ->
                    new PolicyStore.Stored(
                        before.rulesVersion(),
                        before.settingsVersion(),
                        before.rules(),
                        Documents.parse("{\"limits\":{\"group_per_minute\":7}}"))))
        .await()
        .atMost(Duration.ofSeconds(5));

    Awaitility.await()
        .atMost(Duration.ofSeconds(2))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> limits.of(tenant).groupPerMinute() == 7);
  }

  @Test
  void tenantThatWasNotMetHasTheDefaultsAtOnceAndItsOwnSoon() {
    put("{\"limits\":{\"max_characters\":50,\"split_above\":60}}");
    String other = Stage.tenant();

    assertThat(limits.shape(other).maxCharacters()).isEqualTo(400);
    assertThat(limits.shape(tenant).maxCharacters()).isEqualTo(50);
  }

  @Test
  void lengthAndPausesAreTheTenants() {
    put(
        "{\"limits\":{\"max_characters\":20,\"split_above\":20,\"pause_min_ms\":200,"
            + "\"pause_max_ms\":200},\"texts\":{\"greeting\":\""
            + "您好，欢迎光临本店。".repeat(3)
            + "\"}}");

    stage.say(tenant, "a1", text("c1", "m1", "你好"));

    assertThat(stage.awaitReplies(tenant, 2))
        .hasSize(2)
        .allMatch(out -> out.reply().content().length() <= 20);
    assertThat(
            stage.count(
                tenant,
                "SELECT (extract(epoch FROM max(slot_at) - min(slot_at)) * 1000)::bigint"
                    + " FROM replies"))
        .isEqualTo(200);
  }

  private void awaitDecided(int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> stage.count(tenant, "SELECT count(*) FROM decisions") == count);
  }

  private void put(String settings) {
    given()
        .header("Authorization", tokens.bearer(tenant, "anna"))
        .contentType(ContentType.JSON)
        .body(settings)
        .put("/internal/v1/settings")
        .then()
        .statusCode(200);
  }
}
