package io.kefu.rag.entry;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.kefu.testharness.KefuBackends;
import io.kefu.testharness.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "rag"))
class EntryResourceTest {

  private static final String BASE = "/internal/v1/knowledge-bases/kb/entries";

  private final String tenant = "t-" + UUID.randomUUID();

  @Test
  void everyWayToAskFindsAnApprovedEntryAtOnce() {
    String id =
        as(tenant)
            .body(content("approved", "两年。", "充电桩保修多久", "坏了还管不管", "质量承诺期"))
            .post(BASE)
            .then()
            .statusCode(201)
            .header("ETag", is("\"1\""))
            .header("Location", notNullValue())
            .body("version", is(1))
            .extract()
            .path("entry_id");

    for (String question : List.of("充电桩保修多久", "坏了还管不管", "质量承诺期")) {
      search(tenant, question).body("hits[0].entry_id", is(id)).body("hits[0].approved", is(true));
    }
  }

  @Test
  void draftIsKeptAndNeverFound() {
    put("draft-1", content("draft", "三年。", "充电桩保修多久")).statusCode(201);

    search(tenant, "充电桩保修多久").body("hits", empty());
    get("draft-1").statusCode(200).body("status", is("draft")).body("answer", is("三年。"));

    put("draft-1", content("approved", "三年。", "充电桩保修多久")).statusCode(200).body("version", is(2));
    search(tenant, "充电桩保修多久").body("hits.content", contains("三年。"));

    put("draft-1", content("draft", "三年。", "充电桩保修多久")).body("version", is(3));
    search(tenant, "充电桩保修多久").body("hits", empty());
  }

  @Test
  void validityBeginsAndEndsByTimeAlone() {
    Instant now = Instant.now();
    Duration hour = Duration.ofHours(1);
    putOffer("ended", "满一万减一百。", now.minus(hour.multipliedBy(2)), now.minus(hour));
    putOffer("running", "满一万减五百。", now.minus(hour), now.plus(hour));
    putOffer("coming", "满一万减九百。", now.plus(hour), now.plus(hour.multipliedBy(2)));

    search(tenant, "双十二有优惠吗").body("hits.entry_id", contains("running"));
    as(tenant)
        .body(Map.of("query", "双十二有优惠吗", "at", now.plus(Duration.ofMinutes(90)).toString()))
        .post("/internal/v1/hit-tests")
        .then()
        .statusCode(200)
        .body("hits.entry_id", contains("coming"));
  }

  private void putOffer(String id, String answer, Instant from, Instant to) {
    Map<String, Object> offer = content("approved", answer, "双十二有优惠吗");
    offer.put("valid_from", from.toString());
    offer.put("valid_to", to.toString());
    put(id, offer).statusCode(201).body("valid_to", notNullValue());
  }

  @Test
  void historyCanBeReadAndRolledBackTo() {
    put("warranty", content("approved", "两年。", "充电桩保修多久"));
    put("warranty", content("approved", "三年。", "充电桩保修多久"));

    as(tenant)
        .get(BASE + "/warranty/versions")
        .then()
        .statusCode(200)
        .body("version", contains(2, 1));
    as(tenant).get(BASE + "/warranty/versions/1").then().body("answer", is("两年。"));
    as(tenant)
        .body(Map.of("version", 1))
        .post(BASE + "/warranty/rollback")
        .then()
        .statusCode(200)
        .body("version", is(3))
        .body("answer", is("两年。"));
    search(tenant, "充电桩保修多久").body("hits.content", contains("两年。"));
    as(tenant)
        .body(Map.of("version", 9))
        .post(BASE + "/warranty/rollback")
        .then()
        .statusCode(404)
        .body("code", is("version_not_found"));
  }

  @Test
  void twoEditorsOfOneVersionNeverOverwriteEachOther() {
    put("shared", content("approved", "零年。", "保修多久"));

    List<CompletableFuture<Integer>> edits =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            as(tenant)
                                .header("If-Match", "\"1\"")
                                .body(content("approved", i + "年。", "保修多久"))
                                .put(BASE + "/shared")
                                .statusCode()))
            .toList();

    List<Integer> statuses = edits.stream().map(CompletableFuture::join).sorted().toList();
    assertThat(statuses).containsExactly(200, 412, 412, 412, 412, 412);
    get("shared").body("version", is(2)).header("ETag", is("\"2\""));
    as(tenant)
        .header("If-None-Match", "*")
        .body(content("approved", "九年。", "保修多久"))
        .put(BASE + "/shared")
        .then()
        .statusCode(412)
        .body("code", is("version_conflict"));
  }

  @Test
  void sameContentAgainIsNoNewVersion() {
    put("same", content("approved", "两年。", "保修多久")).statusCode(201);

    put("same", content("approved", "两年。", "保修多久")).statusCode(200).body("version", is(1));
  }

  @Test
  void deletedEntryIsFoundNoMoreAndItsHistoryIsGone() {
    put("gone", content("approved", "两年。", "充电桩保修多久"));

    as(tenant).header("If-Match", "\"7\"").delete(BASE + "/gone").then().statusCode(412);
    as(tenant).delete(BASE + "/gone").then().statusCode(204);

    search(tenant, "充电桩保修多久").body("hits", empty());
    get("gone").statusCode(404).body("code", is("entry_not_found"));
    as(tenant).get(BASE + "/gone/versions").then().statusCode(404);
    as(tenant).delete(BASE + "/gone").then().statusCode(404);
  }

  @Test
  void listsArePagedAndFiltered() {
    for (int i = 0; i < 5; i++) {
      Map<String, Object> one = content(i == 4 ? "draft" : "approved", "答" + i, "问" + i);
      one.put("tags", List.of(i % 2 == 0 ? "售后" : "售前"));
      put("e" + i, one).statusCode(201);
    }

    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      RequestSpecification page = as(tenant).queryParam("limit", 2);
      if (cursor != null) {
        page.queryParam("cursor", cursor);
      }
      var body = page.get(BASE).then().statusCode(200).extract().jsonPath();
      seen.addAll(body.getList("items.entry_id"));
      cursor = body.getString("next_cursor");
    } while (cursor != null);

    assertThat(seen).containsExactly("e0", "e1", "e2", "e3", "e4");
    as(tenant)
        .queryParam("tag", "售后")
        .queryParam("status", "approved")
        .get(BASE)
        .then()
        .body("items.entry_id", contains("e0", "e2"))
        .body("next_cursor", nullValue());
    as(tenant).queryParam("q", "答3").get(BASE).then().body("items.entry_id", contains("e3"));
    as(tenant).queryParam("limit", 0).get(BASE).then().statusCode(400);
    as(tenant).queryParam("cursor", "%%").get(BASE).then().statusCode(400);
    as(tenant).queryParam("status", "maybe").get(BASE).then().statusCode(400);
  }

  @Test
  void anotherTenantSeesNothingOfIt() {
    put("mine", content("approved", "两年。", "充电桩保修多久")).statusCode(201);
    String stranger = "t-" + UUID.randomUUID();

    as(stranger).get(BASE + "/mine").then().statusCode(404);
    as(stranger).get(BASE + "/mine/versions").then().statusCode(404);
    as(stranger).get(BASE).then().body("items", empty());
    as(stranger).delete(BASE + "/mine").then().statusCode(404);
    as(stranger).body(Map.of("version", 1)).post(BASE + "/mine/rollback").then().statusCode(404);
    search(stranger, "充电桩保修多久").body("hits", empty());
    as(stranger)
        .body(content("approved", "他们的。", "充电桩保修多久"))
        .put(BASE + "/mine")
        .then()
        .statusCode(201);
    get("mine").body("answer", is("两年。"));
  }

  @Test
  void entryAndDocumentNeverShareAnId() {
    put("both", content("approved", "两年。", "保修多久")).statusCode(201);

    as(tenant)
        .body(Map.of("name", "n", "format", "txt", "content", "正文"))
        .put("/internal/v1/knowledge-bases/kb/documents/both")
        .then()
        .statusCode(409)
        .body("code", is("id_taken"));
    as(tenant).get("/internal/v1/knowledge-bases/kb/documents/both").then().statusCode(404);
    as(tenant).delete("/internal/v1/knowledge-bases/kb/documents/both").then().statusCode(404);
    as(tenant).get("/internal/v1/knowledge-bases/kb/documents").then().body("$", empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"questions\":[],\"answer\":\"a\",\"status\":\"approved\"}",
        "{\"questions\":[\" \"],\"answer\":\"a\",\"status\":\"approved\"}",
        "{\"questions\":[\"q\"],\"answer\":\"\",\"status\":\"approved\"}",
        "{\"questions\":[\"q\"],\"answer\":\"a\"}",
        "{\"questions\":[\"q\"],\"answer\":\"a\",\"status\":\"maybe\"}",
        "{\"questions\":[\"q\"],\"answer\":\"a\",\"status\":\"draft\","
            + "\"valid_from\":\"2026-02-01T00:00:00Z\",\"valid_to\":\"2026-01-01T00:00:00Z\"}",
        "{\"questions\":[\"q\"],\"answer\":\"a\",\"status\":\"draft\",\"valid_from\":\"soon\"}",
        "[]",
        "not json"
      })
  void whatIsNoEntryIsAProblem(String body) {
    as(tenant)
        .body(body)
        .put(BASE + "/bad")
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
    get("bad").statusCode(404);
  }

  private ValidatableResponse put(String id, Map<String, Object> content) {
    return as(tenant).body(content).put(BASE + "/" + id).then();
  }

  private ValidatableResponse get(String id) {
    return as(tenant).get(BASE + "/" + id).then();
  }

  private static Map<String, Object> content(String status, String answer, String... questions) {
    Map<String, Object> content = new HashMap<>();
    content.put("questions", List.of(questions));
    content.put("answer", answer);
    content.put("status", status);
    return content;
  }

  private static ValidatableResponse search(String tenant, String query) {
    return as(tenant)
        .body(Map.of("query", query, "limit", 5, "explain", true))
        .post("/internal/v1/search")
        .then()
        .statusCode(200);
  }

  private static RequestSpecification as(String tenant) {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json");
  }
}
