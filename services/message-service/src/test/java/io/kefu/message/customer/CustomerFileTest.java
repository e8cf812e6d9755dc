package io.kefu.message.customer;

import static io.kefu.message.Stage.text;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;

import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.chat.InboundMessage;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.kefu.testharness.TestTokens;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Customers as operators see and change them. */
@OnStage
class CustomerFileTest {

  @Inject Stage stage;

  private final String tenant = Stage.tenant();

  @Test
  void oneWeChatIdIsOneCustomerAcrossAgents() {
    stage.say(tenant, "a1", from("c1", "m1", "wxid_one000001", "张三"));
    stage.say(tenant, "a2", from("c9", "m1", "wxid_one000001", "老张"));
    stage.say(tenant, "a1", from("c2", "m2", "李四", "李四"));
    stage.say(tenant, "a2", from("c3", "m3", "李四", "李四"));

    stage.awaitReplies(tenant, 4);

    assertThat(stage.count(tenant, "SELECT count(*) FROM customers")).isEqualTo(3);
  }

  @Test
  void prospectIsPutOnFileWithACodeOfItsOwn() {
    String first = customer("c1");
    String second = customer("c2");
    String body = "{\"name\":\"张三\",\"region\":\"渝A\",\"level\":\"VIP\",\"owner\":\"li\"}";

    post(first, "promote", body)
        .statusCode(200)
        .body("k_code", equalTo("K1001-渝A-张三-VIP-微信"))
        .body("bucket", equalTo("WHITE"));

    post(second, "promote", body).statusCode(200).body("k_code", equalTo("K1002-渝A-张三-VIP-微信"));
    post(first, "promote", body).statusCode(409).body("code", equalTo("already_on_file"));
    post(second, "promote", "{\"name\":\"a-b\",\"region\":\"r\",\"level\":\"l\"}")
        .statusCode(400)
        .body("errors[0].field", equalTo("name"));
  }

  @Test
  void wordOfPrivateLifeBlocksAContactThatIsNotOnFile() {
    stage.say(tenant, "a1", text("c1", "m1", "晚上一起撸串？"));
    awaitDecided("m1");

    String id = onlyCustomer();

    get("/internal/v1/customers/" + id).body("bucket", equalTo("BLACK"));
    assertThat(stage.replies(tenant)).isEmpty();
    stage.say(tenant, "a1", text("c1", "m2", "在吗？"));
    awaitDecided("m2");
    assertThat(stage.replies(tenant)).isEmpty();
    patch(id, null, "{\"bucket\":\"GRAY\"}").statusCode(200);
    stage.say(tenant, "a1", text("c1", "m3", "在吗？"));
    assertThat(stage.awaitReplies(tenant, 1).getFirst().reply().messageId()).isEqualTo("m3");
  }

  @Test
  void businessWordsGiveAScoreAndALabel() {
    stage.finds("报警码E103", Stage.hit("e1", "请断电重启。", true, 0.95));
    stage.say(tenant, "a1", text("c1", "m1", "设备报警码E103，无法充电，怎么办？"));
    stage.awaitReplies(tenant, 1);

    get("/internal/v1/customers/" + onlyCustomer())
        .body("trigger_label", equalTo("售后"))
        .body("bucket", equalTo("GRAY"))
        .body(
            "intent_score",
            equalTo((int) stage.count(tenant, "SELECT intent_score FROM customers")));
    assertThat(stage.count(tenant, "SELECT intent_score FROM customers"))
        .isGreaterThanOrEqualTo(32);
  }

  @Test
  void profileIsEditedOnlyInTheVersionThatWasRead() {
    String id = customer("c1");
    String etag = get("/internal/v1/customers/" + id).statusCode(200).extract().header("ETag");

    patch(id, etag, "{\"tags\":[\"大客户\"],\"grade\":\"A\"}")
        .statusCode(200)
        .body("tags[0]", equalTo("大客户"))
        .body("grade", equalTo("A"))
        .body("grade_pinned", equalTo(true));

    patch(id, etag, "{\"notes\":\"x\"}").statusCode(412);
    patch(id, "nonsense", "{\"notes\":\"x\"}").statusCode(400);
    patch(id, null, "{\"grade\":\"E\"}").statusCode(400).body("errors[0].field", equalTo("grade"));
    patch(id, null, "{\"bucket\":\"WHITE\"}").statusCode(400);
  }

  @Test
  void duplicateIsMergedWithItsConversations() {
    stage.say(tenant, "a1", from("c1", "m1", "wxid_dup000001", "张三"));
    stage.say(tenant, "a1", from("c1", "m2", "张三", "张三"));
    stage.awaitReplies(tenant, 2);
    String kept =
        stage
            .rows(tenant, "SELECT customer_id FROM customers WHERE wechat_id IS NOT NULL")
            .iterator()
            .next()
            .getUUID(0)
            .toString();
    String gone =
        stage
            .rows(tenant, "SELECT customer_id FROM customers WHERE wechat_id IS NULL")
            .iterator()
            .next()
            .getUUID(0)
            .toString();

    post(kept, "merge", "{\"duplicate_id\":\"" + gone + "\"}")
        .statusCode(200)
        .body("message_count", equalTo(2));

    get("/internal/v1/customers").body("items", hasSize(1));
    get("/internal/v1/customers/" + gone).body("merged_into", equalTo(kept));
    assertThat(stage.count(tenant, "SELECT count(*) FROM conversations")).isEqualTo(1);
    assertThat(stage.count(tenant, "SELECT count(DISTINCT conversation_id) FROM messages"))
        .isEqualTo(1);
    stage.say(tenant, "a1", from("c1", "m3", "张三", "张三"));
    stage.awaitReplies(tenant, 3);
    assertThat(
            stage.count(tenant, "SELECT message_count FROM customers WHERE wechat_id IS NOT NULL"))
        .isEqualTo(3);
    post(kept, "merge", "{\"duplicate_id\":\"" + gone + "\"}").statusCode(409);
  }

  @Test
  void customersOfTwoTenantsAreNeverMerged() {
    String mine = customer("c1");
    String other = Stage.tenant();
    stage.say(other, "a1", text("c1", "m1", "在吗？"));
    stage.awaitReplies(other, 1);
    String theirs =
        stage
            .rows(other, "SELECT customer_id FROM customers")
            .iterator()
            .next()
            .getUUID(0)
            .toString();

    ValidatableResponse merged = post(mine, "merge", "{\"duplicate_id\":\"" + theirs + "\"}");

    merged.statusCode(404).body("detail", matchesPattern(".*of this tenant.*"));
    get("/internal/v1/customers/" + theirs).statusCode(404);
    post(theirs, "promote", "{\"name\":\"a\",\"region\":\"r\",\"level\":\"l\"}").statusCode(404);
    patch(theirs, null, "{\"notes\":\"x\"}").statusCode(404);
    assertThat(stage.count(other, "SELECT count(*) FROM customers WHERE merged_into IS NULL"))
        .isEqualTo(1);
  }

  @Test
  void todoIsDoneOnce() {
    customer("c1");
    stage.rows(
        tenant,
        "INSERT INTO todos (tenant_id, todo_id, kind, agent_id, chat_id, subject_id, detail, created_at)"
            + " VALUES ($1, gen_random_uuid(), 'reply_expired', 'a1', 'c1', 'x', 'd', now()) RETURNING 1",
        tenant);
    String todo =
        get("/internal/v1/todos").body("items", hasSize(1)).extract().path("items[0].todo_id");

    given()
        .header("Authorization", TestTokens.service(tenant))
        .post("/internal/v1/todos/" + todo + "/done")
        .then()
        .statusCode(200);

    get("/internal/v1/todos").body("items", hasSize(0));
  }

  private String customer(String chat) {
    stage.say(tenant, "a1", text(chat, "hello-" + chat, "在吗？"));
    awaitDecided("hello-" + chat);
    return stage
        .rows(tenant, "SELECT customer_id FROM conversations WHERE chat_id = $1", chat)
        .iterator()
        .next()
        .getUUID(0)
        .toString();
  }

  private String onlyCustomer() {
    return stage
        .rows(tenant, "SELECT customer_id FROM customers")
        .iterator()
        .next()
        .getUUID(0)
        .toString();
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

  private ValidatableResponse get(String path) {
    return given().header("Authorization", TestTokens.service(tenant)).get(path).then();
  }

  private ValidatableResponse post(String id, String action, String body) {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType(io.restassured.http.ContentType.JSON)
        .body(body)
        .post("/internal/v1/customers/" + id + "/" + action)
        .then();
  }

  private ValidatableResponse patch(String id, String ifMatch, String body) {
    var request =
        given()
            .header("Authorization", TestTokens.service(tenant))
            .contentType(io.restassured.http.ContentType.JSON)
            .body(body);
    return (ifMatch == null ? request : request.header("If-Match", ifMatch))
        .patch("/internal/v1/customers/" + id)
        .then();
  }

  private static InboundMessage from(String chat, String id, String senderId, String senderName) {
    InboundMessage plain =
        Stage.message(chat, id, ChatType.PRIVATE, ContentType.TEXT, "在吗？", false, false);
    return new InboundMessage(
        plain.messageId(),
        chat,
        plain.chatType(),
        plain.chatName(),
        senderId,
        senderName,
        plain.contentType(),
        plain.content(),
        plain.timestamp(),
        false,
        false,
        null,
        null,
        null);
  }
}
