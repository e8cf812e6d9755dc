package io.kefu.rag.hittest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import io.kefu.testharness.KefuBackends;
import io.kefu.testharness.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "rag"))
class HitTestResourceTest {

  private static final String KNOWLEDGE =
      """
      id,questions,answer,tags,approved
      warranty,充电桩保修多久|质保几年,整机质保两年。,售后,true
      e03,报警码E03是什么意思|E03怎么处理,E03 是交流输入欠压。,报警码,true
      cable,120kW 直流桩用多大的电缆,用 70 平方毫米铜缆。,安装,true
      offer,双十一有活动吗,满一万减五百。,活动,true
      """;

  private final String tenant = "t-" + UUID.randomUUID();

  @BeforeEach
  void upload() {
    as(tenant)
        .body(Map.of("name", "faq", "format", "csv", "content", KNOWLEDGE))
        .put("/internal/v1/knowledge-bases/kb/documents/faq")
        .then()
        .statusCode(200);
  }

  @Test
  void everyStageIsShown() {
    ValidatableResponse answer = run(tenant, Map.of("query", "充电桩保修多久"));

    answer
        .body("degraded", is(false))
        .body("thresholds.answer", is(0.75f))
        .body("question.concepts", hasItem("#保修"))
        .body("hits[0].entry_id", is("warranty"))
        .body("hits[0].rank", is(1))
        .body("hits[0].keyword.rank", is(1))
        .body("hits[0].vector.rank", is(1))
        .body("hits[0].fused.rank", is(1))
        .body("hits[0].cosines.question", greaterThan(0.9f))
        .body("hits[0].features.coverage", notNullValue())
        .body("hits[0].contributions.fused_lead", notNullValue())
        .body("hits[0].vetoes", empty())
        .body("hits[0].decision", is("answer"));
  }

  @Test
  void unknownCodeIsVetoedAndKnownValueLeftOpen() {
    run(tenant, Map.of("query", "报警码E77是什么意思"))
        .body("question.codes", hasItem("e77"))
        .body("hits[0].vetoes", hasItem("code:e77"))
        .body("hits[0].decision", is("hand_over"));
    run(tenant, Map.of("query", "120kW的桩保修几年"))
        .body("hits.find { it.entry_id == 'warranty' }.vetoes", empty())
        .body("hits.find { it.entry_id == 'warranty' }.unmentioned", hasItem("number:120kw"));
    run(tenant, Map.of("query", "200kW的桩保修几年"))
        .body("hits.find { it.entry_id == 'warranty' }.vetoes", hasItem("number:200kw"));
  }

  @Test
  void expectedEntryThatIsMissingHasAReason() {
    run(tenant, Map.of("query", "充电桩保修多久", "expect", "warranty"))
        .body("expected.rank", is(1))
        .body("expected.reason", is("hit"));
    run(tenant, Map.of("query", "充电桩保修多久", "expect", "warranty", "tags", List.of("安装")))
        .body("expected.reason", is("filtered_out"));
    run(tenant, Map.of("query", "充电桩保修多久", "expect", "nothing"))
        .body("expected.reason", is("not_found"));
  }

  @Test
  void anotherTenantIsShownNothing() {
    run("t-" + UUID.randomUUID(), Map.of("query", "充电桩保修多久", "expect", "warranty"))
        .body("hits", empty())
        .body("expected.reason", is("not_found"));
  }

  @Test
  void badTrialIsAProblem() {
    as(tenant)
        .body(Map.of("query", " ", "limit", 99))
        .post("/internal/v1/hit-tests")
        .then()
        .statusCode(400)
        .body("code", is("invalid_request"));
  }

  @Test
  void reportOfADocumentNamesWhatToLookAt() {
    String table = "id,questions,answer\na,保修多久,两年整机质保没问题\nb,质保几年,两年整机质保没问题\nc,能吗,能\n";
    as(tenant)
        .body(new HashMap<>(Map.of("name", "n", "format", "csv", "content", table)))
        .put("/internal/v1/knowledge-bases/kb/documents/poor");

    as(tenant)
        .get("/internal/v1/knowledge-bases/kb/documents/poor/quality")
        .then()
        .statusCode(200)
        .body("entries", is(3))
        .body("issues.kind", hasItem("duplicate"))
        .body("issues.kind", hasItem("thin"));
    as("t-" + UUID.randomUUID())
        .get("/internal/v1/knowledge-bases/kb/documents/poor/quality")
        .then()
        .statusCode(404);
  }

  private static ValidatableResponse run(String tenant, Map<String, Object> trial) {
    return as(tenant).body(trial).post("/internal/v1/hit-tests").then().statusCode(200);
  }

  private static io.restassured.specification.RequestSpecification as(String tenant) {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json");
  }
}
