package io.kefu.message.rules;

import static io.kefu.message.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.kefu.message.document.Documents;
import io.kefu.message.settings.BotMode;
import io.kefu.message.settings.DefaultSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bot's switch on two replicas: the running service, and a second book on its database. */
@OnStage
class SecondReplicaTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject Stage stage;
  @Inject ServiceTokens tokens;
  @Inject PolicyStore store;
  @Inject DefaultSettings defaults;
  @Inject RuleReader reader;
  @Inject PolicyBook here;

  private final String tenant = Stage.tenant();
  private PolicyBook there;

  @BeforeEach
  void start() {
    there = new PolicyBook(store, defaults, reader, new SimpleMeterRegistry());
  }

  /** Its bound is one look: {@code kefu.message.rules.poll}, a second. */
  @Test
  void theOtherReplicaKnowsAfterOneLook() {
    assertThat(there.of(tenant).settings().bot()).isEqualTo(BotMode.ON);

    for (BotMode mode : new BotMode[] {BotMode.SHADOW, BotMode.MUTED, BotMode.ON}) {
      switchHere(mode);
      there.poll().await().atMost(PATIENCE);

      assertThat(there.of(tenant).settings().bot()).isEqualTo(mode);
      assertThat(there.atHand(tenant).bot()).isEqualTo(mode);
    }
  }

  @Test
  void aReplicaThatMeetsTheTenantLaterKnowsAtOnce() {
    switchHere(BotMode.MUTED);

    assertThat(there.of(tenant).settings().bot()).isEqualTo(BotMode.MUTED);
  }

  @Test
  void whatTheOtherReplicaSwitchedHoldsForMessagesHere() {
    stage.say(tenant, "a1", text("c1", "m1", "你好"));
    stage.awaitReplies(tenant, 1);
    switchThere("muted");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> here.atHand(tenant).bot(), mode -> mode == BotMode.MUTED);

    stage.say(tenant, "a1", text("c1", "m2", "着火了！"));

    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                stage.count(
                    tenant,
                    "SELECT count(*) FROM decisions WHERE message_id = 'm2'"
                        + " AND reason = 'tenant_muted'"),
            found -> found == 1);
    // What is sent again for want of a receipt is the greeting's, whenever that is.
    assertThat(stage.count(tenant, "SELECT count(*) FROM replies WHERE message_id = 'm2'"))
        .isZero();
  }

  private void switchThere(String mode) {
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
                        0,
                        before.rules(),
                        Documents.parse("{\"bot\":\"" + mode + "\"}"))))
        .await()
        .atMost(PATIENCE);
  }

  private void switchHere(BotMode mode) {
    RestAssured.given()
        .header("Authorization", tokens.bearer(tenant, "anna"))
        .contentType(ContentType.JSON)
        .body("{\"mode\":\"" + mode.name().toLowerCase(java.util.Locale.ROOT) + "\"}")
        .put("/internal/v1/settings/bot")
        .then()
        .statusCode(200);
  }
}
