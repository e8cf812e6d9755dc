package io.kefu.message.rules;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static io.kefu.message.Stage.hit;
import static io.kefu.message.Stage.text;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.event.AgentCommand;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.contracts.frame.CommandName;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.kefu.message.document.Documents;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Rules on the running service. */
@OnStage
class RulesFlowTest {

  @Inject Stage stage;
  @Inject ServiceTokens tokens;
  @Inject PolicyStore store;
  @Inject TenantScope tenants;

  private final String tenant = Stage.tenant();

  @Test
  void changedRuleCountsForTheNextMessageAndOnlyForItsTenant() {
    String other = Stage.tenant();
    stage.say(tenant, "a1", text("c1", "m1", "你好"));
    stage.awaitReplies(tenant, 1);

    save("greet", "message.small_talk == 'greeting'", "{\"type\":\"reply\",\"text\":\"欢迎光临！\"}");
    stage.say(tenant, "a1", text("c1", "m2", "您好"));
    stage.say(other, "a1", text("c1", "m2", "您好"));

    ReplyOut mine = stage.awaitReplies(tenant, 2).getLast();
    assertThat(mine.reply().content()).isEqualTo("欢迎光临！");
    assertThat(mine.decision().branch()).isEqualTo(Branch.RULE);
    assertThat(mine.decision().ruleId()).isEqualTo("greet");
    ReplyOut others = stage.awaitReplies(other, 1).getLast();
    assertThat(others.reply().content()).isEqualTo("您好，请问有什么可以帮您？");
    assertThat(others.decision().ruleId()).isEqualTo("shipped.greeting");
    call(other).get("/internal/v1/rules/greet").then().statusCode(404);
  }

  @Test
  void ruleThatAnotherReplicaSavedCountsWithinTwoSeconds() {
    stage.say(tenant, "a1", text("c1", "m0", "你好"));
    stage.awaitReplies(tenant, 1);
    String rules =
        "[{\"id\":\"greet\",\"name\":\"n\",\"priority\":1,\"when\":\"true\",\"actions\":[{\"type\":\"reply\",\"text\":\"别处改的\"}]}]";
    store
        .save(
            tenant,
            PolicyStore.Kind.RULES,
            new PolicyStore.Edit(
                "another replica",
                null,
                before ->
                    new PolicyStore.Stored(
                        0, before.settingsVersion(), Documents.parse(rules), before.settings())))
        .await()
        .atMost(Duration.ofSeconds(5));
    Instant saved = Instant.now();
    int[] messages = new int[1];

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              int n = ++messages[0];
              stage.say(tenant, "a1", text("c" + n, "m" + n, "你好"));
              return stage.awaitReplies(tenant, n + 1).stream()
                  .anyMatch(out -> out.reply().content().equals("别处改的"));
            });

    Instant changed =
        stage.replies(tenant).stream()
            .filter(out -> out.reply().content().equals("别处改的"))
            .map(ReplyOut::occurredAt)
            .min(Instant::compareTo)
            .orElseThrow();
    assertThat(Duration.between(saved, changed)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void effectsAreStoredWithTheDecisionOnce() {
    save(
        "sort",
        "message.text.contains_any(['代理'])",
        "{\"type\":\"tag\",\"tags\":[\"渠道\"]},{\"type\":\"set_grade\",\"grade\":\"B\"},"
            + "{\"type\":\"run_form\",\"label\":\"客户开发\"},{\"type\":\"set_status\",\"status\":\"resolved\"},"
            + "{\"type\":\"reply\",\"text\":\"资料稍后发您。\"}");

    stage.say(tenant, "a1", text("c1", "m1", "想了解代理政策"));
    stage.awaitReplies(tenant, 1);
    stage.say(tenant, "a1", text("c1", "m1", "想了解代理政策"));
    stage.say(tenant, "a1", text("c2", "m2", "在吗"));
    stage.awaitReplies(tenant, 2);

    Row customer =
        stage
            .rows(tenant, "SELECT tags, grade FROM customers WHERE display_name = 'customer c1'")
            .iterator()
            .next();
    assertThat(customer.getArrayOfStrings("tags")).containsExactly("渠道");
    assertThat(customer.getString("grade")).isEqualTo("B");
    assertThat(stage.count(tenant, "SELECT count(*) FROM forms")).isEqualTo(1);
    assertThat(
            stage
                .rows(tenant, "SELECT status FROM conversations WHERE chat_id = 'c1'")
                .iterator()
                .next()
                .getString("status"))
        .isEqualTo("RESOLVED");
  }

  @Test
  void mistakesAreToldWithTheirPlaces() {
    call(tenant)
        .body(
            "{\"rules\":[{\"id\":\"a\",\"name\":\"n\",\"when\":\"message.txt =="
                + " 'x'\",\"actions\":[{\"type\":\"replay\"}]}]}")
        .put("/internal/v1/rules")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("code", equalTo("invalid_document"))
        .body("errors.pointer", hasItem("/rules/0/when"))
        .body("errors.pointer", hasItem("/rules/0/actions/0/type"))
        .body("errors[0].line", equalTo(1))
        .body("errors[0].column", equalTo(1))
        .body("errors[0].hint", equalTo("did you mean message.text?"));
    call(tenant)
        .body("{\"rules\":[")
        .post("/internal/v1/rules/validate")
        .then()
        .statusCode(400)
        .body("errors[0].line", equalTo(1));
    call(tenant).get("/internal/v1/rules").then().statusCode(200).body("version", equalTo(0));
  }

  @Test
  void arbitraryBodiesNeverBreakTheService() {
    Random random = new Random(7);
    String signs = "{}[]\":,0123truefalsnul \\u\"rules\"\"id\"\"when\"";
    for (int i = 0; i < 60; i++) {
      StringBuilder body = new StringBuilder(i % 2 == 0 ? "{\"rules\":[{" : "");
      for (int n = random.nextInt(30); n > 0; n--) {
        body.append(signs.charAt(random.nextInt(signs.length())));
      }
      for (String path : List.of("/rules/validate", "/rules/dry-run", "/rules/rollback")) {
        int status = call(tenant).body(body.toString()).post("/internal/v1" + path).getStatusCode();
        assertThat(status).as(body.toString()).isLessThan(500);
      }
      assertThat(call(tenant).body(body.toString()).put("/internal/v1/settings").getStatusCode())
          .as(body.toString())
          .isLessThan(500);
    }
  }

  @Test
  void versionsTagsAndRollback() {
    String first = save("greet", "true", "{\"type\":\"reply\",\"text\":\"一\"}");
    save("greet", "true", "{\"type\":\"reply\",\"text\":\"二\"}");

    call(tenant)
        .header("If-Match", first)
        .body(rule("greet", "true", "{\"type\":\"reply\",\"text\":\"三\"}"))
        .put("/internal/v1/rules/greet")
        .then()
        .statusCode(412);
    call(tenant)
        .get("/internal/v1/rules/versions")
        .then()
        .body("version", equalTo(2))
        .body("versions[0].created_by", equalTo("anna"))
        .body("versions[0].reason", equalTo("because"));
    call(tenant)
        .body("{\"version\":1}")
        .post("/internal/v1/rules/rollback")
        .then()
        .statusCode(200)
        .body("version", equalTo(3));
    call(tenant)
        .get("/internal/v1/rules/greet")
        .then()
        .body("actions[0].text", equalTo("一"))
        .body("origin", equalTo("own"));
    call(tenant).delete("/internal/v1/rules/greet").then().statusCode(204);
    call(tenant).delete("/internal/v1/rules/shipped.greeting").then().statusCode(409);
  }

  @Test
  void aWordListIsThereAsLongAsARuleUsesIt() {
    String uses = "message.text.contains_any(words['mine'])";
    call(tenant)
        .body(rule("uses", uses, "{\"type\":\"stop\"}"))
        .put("/internal/v1/rules/uses")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors[0].pointer", equalTo("/when"))
        .body("errors[0].line", equalTo(1))
        .body("errors[0].message", equalTo("there is no word list \"mine\""))
        .body("errors[0].hint", notNullValue());
    settings("{\"words\":{\"mine\":[\"甲\"]}}", 200);
    save("uses", uses, "{\"type\":\"stop\"}");

    call(tenant)
        .body("{}")
        .put("/internal/v1/settings")
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/words/mine"));

    call(tenant).delete("/internal/v1/rules/uses").then().statusCode(204);
    settings("{}", 200);
    call(tenant)
        .body("{\"version\":1}")
        .post("/internal/v1/rules/rollback")
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/rules/0/when"));
  }

  private void settings(String body, int status) {
    call(tenant).body(body).put("/internal/v1/settings").then().statusCode(status);
  }

  @Test
  void dryRunTellsWhyAndWritesNothing() {
    call(tenant)
        .body(
            "{\"message\":{\"text\":\"这款价格多少\"},\"retrieval\":{\"confidence\":0.9,\"approved\":false}}")
        .post("/internal/v1/rules/dry-run")
        .then()
        .statusCode(200)
        .body("decision.rule_id", equalTo("shipped.forbidden_person"))
        .body("decision.action", equalTo("transfer"))
        .body("rules.find { it.rule_id == 'shipped.greeting' }.outcome", equalTo("NOT_MATCHED"))
        .body("rules.find { it.rule_id == 'shipped.write' }.outcome", equalTo("NOT_REACHED"))
        .body(
            "rules.find { it.rule_id == 'shipped.forbidden_answer' }.values.find { it.expression =="
                + " 'retrieval.approved' }.value",
            equalTo("false"));
    assertThat(stage.count(tenant, "SELECT count(*) FROM decisions")).isZero();
  }

  @Test
  void settingsAreCheckedAndCount() {
    call(tenant)
        .body("{\"thresholds\":{\"answer\":0.5}}")
        .put("/internal/v1/settings")
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/thresholds"));
    call(tenant)
        .body("{\"texts\":{\"greeting\":\"客官好！\"},\"quiet_hours\":{\"enabled\":false}}")
        .put("/internal/v1/settings")
        .then()
        .statusCode(200)
        .header("ETag", notNullValue())
        .body("settings.zone", equalTo("Asia/Shanghai"))
        .body("changed.texts.greeting", equalTo("客官好！"));

    stage.say(tenant, "a1", text("c1", "m1", "你好"));

    assertThat(stage.awaitReplies(tenant, 1).getFirst().reply().content()).isEqualTo("客官好！");
  }

  @Test
  void quietHoursLeaveTheQuestionForAPersonAndSaySoOnce() {
    call(tenant)
        .body("{\"quiet_hours\":{\"enabled\":true,\"from\":\"00:00\",\"to\":\"00:00\"}}")
        .put("/internal/v1/settings")
        .then()
        .statusCode(200);

    stage.say(tenant, "a1", text("c1", "m1", "你们的充电桩保修多久呢？请告诉我"));
    stage.awaitReplies(tenant, 1);
    stage.say(tenant, "a1", text("c1", "m2", "那安装呢，安装费用怎么算的？"));

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> stage.count(tenant, "SELECT count(*) FROM decisions") == 2);
    assertThat(Stage.distinct(stage.replies(tenant))).isEqualTo(1);
    assertThat(
            stage.count(tenant, "SELECT count(*) FROM todos WHERE kind = 'asked_in_quiet_hours'"))
        .isEqualTo(1);
  }

  @Test
  void agentsAreSentTheLocalRulesTheyDoNotHold() {
    stage.online(tenant, "a1");
    AgentCommand first = awaitCommands(1).getLast();
    save(
        "faq",
        "message.text.equals_any(['地址'])",
        "{\"type\":\"reply\",\"text\":\"重庆市渝北区\"}",
        "\"local\":{\"kind\":\"faq\",\"phrases\":[\"地址\"]},");

    AgentCommand second = awaitCommands(2).getLast();

    assertThat(first.name()).isEqualTo(CommandName.RULES_UPDATE);
    assertThat(first.args().get("rules").toString()).contains("shipped.greeting");
    assertThat(second.args().get("rules").toString()).contains("重庆市渝北区");
    assertThat(version(second)).isGreaterThan(version(first));
  }

  @Test
  void erpThatDoesNotAnswerHandsOver() {
    String word = "订单20261122" + (1000 + new Random().nextInt(9000));
    stage.searchGives(word, aResponse().withStatus(500));

    stage.say(tenant, "a1", text("c1", "m1", word + "到哪了"));

    ReplyOut reply = stage.awaitReplies(tenant, 1).getFirst();
    assertThat(reply.decision().reason()).isEqualTo("erp_unavailable");
    assertThat(reply.decision().ruleId()).isEqualTo("shipped.erp");
  }

  @Test
  void knowledgeBaseIsNotAskedByARuleThatIsNotReached() {
    String word = "型号" + UUID.randomUUID();
    stage.finds(word, hit("e1", "两年。", true, 0.97));
    save("first", "message.text.contains_any(['" + word + "'])", "{\"type\":\"ignore\"}");

    stage.say(tenant, "a1", text("c1", "m1", word + "保修多久"));

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> stage.count(tenant, "SELECT count(*) FROM decisions") == 1);
    assertThat(stage.timesSearched(word)).isZero();
  }

  private List<AgentCommand> awaitCommands(int count) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> stage.commands(tenant), commands -> commands.size() >= count);
  }

  private static long version(AgentCommand command) {
    return ((Number) command.args().get("version")).longValue();
  }

  private String save(String id, String when, String actions) {
    return save(id, when, actions, "");
  }

  private String save(String id, String when, String actions, String more) {
    return call(tenant)
        .queryParam("reason", "because")
        .body(rule(id, when, actions, more))
        .put("/internal/v1/rules/" + id)
        .then()
        .statusCode(200)
        .extract()
        .header("ETag");
  }

  private static String rule(String id, String when, String actions) {
    return rule(id, when, actions, "");
  }

  private static String rule(String id, String when, String actions, String more) {
    return "{\"id\":\""
        + id
        + "\",\"name\":\"n\",\"priority\":10,"
        + more
        + "\"when\":\""
        + when
        + "\",\"actions\":["
        + actions
        + "]}";
  }

  private RequestSpecification call(String of) {
    return given().header("Authorization", tokens.bearer(of, "anna")).contentType(ContentType.JSON);
  }
}
