package io.kefu.message.customer;

import static io.kefu.message.Stage.hit;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Talk in a group signals business when it is meant for us: by a mention, or by a prefix. */
@OnStage
class GroupSignalTest {

  @Inject Stage stage;
  @Inject ServiceTokens tokens;

  private final String tenant = Stage.tenant();
  private final String word = "型" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void aPrefixAddressesUs() {
    given()
        .header("Authorization", tokens.bearer(tenant, "user:li"))
        .contentType(io.restassured.http.ContentType.JSON)
        .body("{\"groups\":{\"prefixes\":[\"小助\"]}}")
        .put("/internal/v1/settings")
        .then()
        .statusCode(200);
    stage.finds(word, hit("e1", "请断电重启。", true, 0.97));
  }

  @Test
  void whatAPrefixAddressesToUsCounts() {
    say("m1", "小助 设备报警码E103，无法充电 " + word);

    Row customer = decided("m1");

    assertThat(customer.getString("trigger_label")).isEqualTo("售后");
    assertThat(customer.getInteger("intent_score")).isGreaterThanOrEqualTo(12);
  }

  @Test
  void talkAmongOthersDoesNotCount() {
    say("m1", "设备报警码E103，无法充电 " + word);

    Row customer = decided("m1");

    assertThat(customer.getString("trigger_label")).isNull();
    assertThat(customer.getInteger("intent_score")).isZero();
    assertThat(stage.replies(tenant)).isEmpty();
  }

  /** Short lines of one sender are merged: the one with the prefix may be the second. */
  @Test
  void aLaterLineOfABurstMayAddressUs() {
    say("m1", "大家好");
    say("m2", "小助 报警码E103无法充电 " + word);

    Row customer = decided("m2");

    assertThat(customer.getString("trigger_label")).isEqualTo("售后");
    assertThat(stage.awaitReplies(tenant, 1).getFirst().reply().content()).isEqualTo("请断电重启。");
  }

  private void say(String messageId, String content) {
    stage.say(
        tenant,
        "a1",
        Stage.message("g1", messageId, ChatType.GROUP, ContentType.TEXT, content, false, false));
  }

  private Row decided(String messageId) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () ->
                stage.count(
                        tenant,
                        "SELECT count(*) FROM inbox WHERE message_id = $1 AND state = 'DECIDED'",
                        messageId)
                    == 1);
    return stage.rows(tenant, "SELECT * FROM customers").iterator().next();
  }
}
