package io.kefu.message.history;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.kefu.testharness.TestTokens;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What another system knew is taken over once, and nothing of it is sent. */
@OnStage
class ImportTest {

  private static final String CUSTOMER =
      """
      {"customers":[{"key":"12","agent_id":"a1","wechat_id":"wxid_c1000000","display_name":"张三",
        "sole_name":true,"company_name":"渝电科技","phone":"138 0013 8000","phone_verified":true,
        "k_code":"K3208-渝A-张三-VIP-微信","has_order":true,"tags":["老客户"],
        "first_contact_at":"2024-01-02T03:04:05Z","last_active_at":"2025-01-02T03:04:05Z"}]}
      """;

  private static final String EXCHANGES =
      """
      {"agent_id":"a1","source":"v1","exchanges":[
        {"key":"1","chat_id":"c1","chat_name":"张三","sender_id":"wxid_c1000000",
         "sender_name":"张三","content":"质保多久？","said_at":"2025-03-01T01:30:00Z",
         "answer":{"action":"reply","content":"整机质保两年。","answered_at":"2025-03-01T01:30:05Z",
           "branch":"direct_answer","confidence":0.91,"evidence":["k1"],"provider":"deepseek",
           "tokens_in":300,"tokens_out":40,"generate_ms":1200}},
        {"key":"2","chat_id":"c1","sender_id":"wxid_c1000000","content":"转人工",
         "said_at":"2025-03-01T01:31:00Z","answer":{"action":"transfer_human","content":"","branch":"human_queue"}},
        {"key":"3","chat_id":"c1","sender_id":"wxid_c1000000","content":"未来",
         "said_at":"2999-01-01T00:00:00Z"},
        {"key":"1","chat_id":"c1","sender_id":"wxid_c1000000","content":"同一条",
         "said_at":"2025-03-01T01:30:00Z"}]}
      """;

  private static final String SESSIONS =
      """
      {"agent_id":"a1","source":"v1","sessions":[
        {"key":"7","chat_id":"c1","sender_id":"wxid_c1000000","started_at":"2025-03-01T01:30:00Z",
         "ended_at":"2025-03-01T01:31:00Z","satisfaction":5,"messages":2,"ai_replies":1,
         "handovers":1},
        {"key":"8","chat_id":"elsewhere","sender_id":"wxid_c1000000",
         "ended_at":"2025-03-01T01:31:00Z"}]}
      """;

  @Inject Stage stage;

  private final String tenant = Stage.tenant();

  @Test
  void customersAreTakenOverOnceAndOnlyCompletedLater() {
    post("customers", CUSTOMER)
        .statusCode(200)
        .body("results[0].status", equalTo("CREATED"))
        .body("results[0].notes", hasSize(0));
    post("customers", CUSTOMER).body("results[0].status", equalTo("UNCHANGED"));
    String more =
        CUSTOMER
            .replace("渝电科技", "别的公司")
            .replace("\"tags\"", "\"email\":\"z@example.com\",\"tags\"");

    post("customers", more).body("results[0].status", equalTo("COMPLETED"));

    get("customers?q=张三")
        .body("items", hasSize(1))
        .body("items[0].bucket", equalTo("WHITE"))
        .body("items[0].k_code", equalTo("K3208-渝A-张三-VIP-微信"));
    assertThat(
            stage.count(
                tenant,
                "SELECT count(*) FROM customers WHERE company_name = '渝电科技' AND sync_since IS NULL"
                    + " AND email = 'z@example.com' AND phone NOT LIKE '%13800138000%'"))
        .isEqualTo(1);
    assertThat(stage.count(tenant, "SELECT last_number FROM k_code_numbers")).isEqualTo(3208);
    assertThat(stage.count(tenant, "SELECT count(*) FROM customer_changes")).isEqualTo(2);
  }

  @Test
  void whatCannotBeTakenIsNamedAndTheRestIsTaken() {
    post("customers", CUSTOMER);
    String others =
        """
        {"customers":[
          {"key":"a","agent_id":"a1"},
          {"key":"b","agent_id":"a1","display_name":"李四","phone":"unknown","k_code":"K3208-渝A-张三-VIP-微信"},
          {"key":"c","agent_id":"a1","display_name":"王五","email":"%s"}]}
        """
            .formatted("x".repeat(300));

    post("customers", others)
        .statusCode(200)
        .body("results.status", contains("REFUSED", "CREATED", "REFUSED"))
        .body("results[0].notes[0]", containsString("neither a WeChat id nor a name"))
        .body("results[1].notes", hasSize(2))
        .body("results[2].notes[0]", containsString("email"));
    post("customers", "{}").statusCode(400);
    post("exchanges", "{\"agent_id\":\"a1\",\"source\":\"V 1\",\"exchanges\":[]}")
        .statusCode(400)
        .body("errors[0].field", equalTo("source"));
  }

  @Test
  void historyIsTakenOverOnceAndNothingOfItIsSent() {
    post("customers", CUSTOMER);

    post("exchanges", EXCHANGES)
        .statusCode(200)
        .body("results.status", contains("STORED", "STORED", "REFUSED", "KNOWN"));

    post("exchanges", EXCHANGES)
        .body("results.status", contains("KNOWN", "KNOWN", "REFUSED", "KNOWN"));
    get("messages?agent_id=a1").body("items", hasSize(2));
    get("conversations")
        .body("items", hasSize(1))
        .body("items[0].status", equalTo("RESOLVED"))
        .body("items[0].customer_id", equalTo(customer()));
    get("agents/a1/messages/v1-1/outcome")
        .statusCode(200)
        .body("content", equalTo("整机质保两年。"))
        .body("evidence[0].entry_id", equalTo("k1"))
        .body("replies[0].status", equalTo("SENT"));
    get("agents/a1/messages/v1-2/outcome")
        .statusCode(200)
        .body("action", equalTo("transfer_human"))
        .body("branch", equalTo("handoff"));
    assertThat(stage.count(tenant, "SELECT message_count FROM customers")).isEqualTo(2);
    assertThat(stage.count(tenant, "SELECT count(*) FROM event_outbox")).isZero();
    assertThat(stage.count(tenant, "SELECT count(*) FROM chats WHERE due_at IS NOT NULL")).isZero();
    assertThat(stage.count(tenant, "SELECT count(*) FROM messages_2025_03")).isEqualTo(2);
    assertThat(stage.replies(tenant)).isEmpty();
  }

  @Test
  void sessionsBecomeOutcomesAndANewMessageBeginsANewEpisode() {
    post("customers", CUSTOMER);
    post("exchanges", EXCHANGES);

    post("sessions", SESSIONS)
        .statusCode(200)
        .body("results.status", contains("STORED", "REFUSED"));

    post("sessions", SESSIONS).body("results.status", contains("KNOWN", "REFUSED"));
    String conversation = get("conversations").extract().path("items[0].conversation_id");
    get("conversations/" + conversation + "/outcomes")
        .body("$", hasSize(1))
        .body("[0].outcome", equalTo("transferred"))
        .body("[0].resolved_by", equalTo("ai"))
        .body("[0].satisfaction", equalTo(5));
    stage.say(tenant, "a1", Stage.text("c1", UUID.randomUUID().toString(), "在吗？"));
    stage.awaitReplies(tenant, 1);
    get("conversations").body("items", hasSize(1));
    assertThat(stage.count(tenant, "SELECT message_count FROM customers")).isEqualTo(3);
  }

  @Test
  void anotherTenantSeesNothingOfIt() {
    post("customers", CUSTOMER);
    post("exchanges", EXCHANGES);
    String other = Stage.tenant();

    given()
        .header("Authorization", TestTokens.service(other))
        .get("/internal/v1/messages")
        .then()
        .body("items", hasSize(0));
    given()
        .contentType(ContentType.JSON)
        .body(CUSTOMER)
        .post("/internal/v1/imports/customers")
        .then()
        .statusCode(401);
  }

  private String customer() {
    return get("customers").extract().path("items[0].customer_id");
  }

  private ValidatableResponse post(String what, String body) {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType(ContentType.JSON)
        .body(body)
        .when()
        .post("/internal/v1/imports/" + what)
        .then();
  }

  private ValidatableResponse get(String path) {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .when()
        .get("/internal/v1/" + path)
        .then();
  }
}
