package io.kefu.message.customer;

import static io.kefu.message.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The acceptance examples of domain.md §3, from the message as it comes in to the customer's file.
 */
@OnStage
class AcceptanceTest {

  @Inject Stage stage;

  private final String tenant = Stage.tenant();

  @ParameterizedTest
  @CsvSource({
    "'你好，发下320kW双枪报价和交期，含税，发票要专票。',GRAY,售前",
    "'设备报警码E103，无法充电',GRAY,售后",
    "'想了解代理政策，渠道合作',GRAY,客户开发",
    "晚上一起撸串,BLACK,",
  })
  void messageMakesBucketAndTrigger(String content, String bucket, String trigger) {
    String chat = "c" + UUID.randomUUID().toString().substring(0, 8);

    stage.say(tenant, "a1", text(chat, "m1-" + chat, content));

    awaitDecided(chat);
    Row customer = customer(chat);
    assertThat(customer.getString("bucket")).isEqualTo(bucket);
    assertThat(customer.getString("trigger_label")).isEqualTo(trigger);
  }

  @Test
  void wordOfPrivateLifeGetsNoAnswerNoFormAndNoSearch() {
    stage.say(tenant, "a1", text("c1", "m1", "晚上一起撸串"));
    awaitDecided("c1");

    assertThat(stage.replies(tenant)).isEmpty();
    assertThat(stage.count(tenant, "SELECT count(*) FROM forms")).isZero();
    assertThat(stage.timesSearched("撸串")).isZero();
  }

  @Test
  void contactOnFileIsNeverBlacklistedByAWord() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    awaitDecided("c1");
    stage.rows(
        tenant,
        "UPDATE customers SET k_code = 'K1-a-b-c-d', bucket = 'WHITE' WHERE tenant_id = $1"
            + " RETURNING 1",
        tenant);

    stage.say(tenant, "a1", text("c1", "m2", "晚上一起打球"));

    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () -> stage.count(tenant, "SELECT count(*) FROM inbox WHERE state = 'DECIDED'") == 2);
    assertThat(customer("c1").getString("bucket")).isEqualTo("WHITE");
  }

  private void awaitDecided(String chat) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () ->
                stage.count(
                        tenant,
                        "SELECT count(*) FROM inbox WHERE chat_id = $1 AND state = 'DECIDED'",
                        chat)
                    == 1);
  }

  private Row customer(String chat) {
    return stage
        .rows(
            tenant,
            "SELECT k.* FROM customers k JOIN conversations v USING (tenant_id, customer_id)"
                + " WHERE v.chat_id = $1",
            chat)
        .iterator()
        .next();
  }
}
