package io.kefu.rag;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.contracts.Topics;
import io.kefu.contracts.event.KnowledgeChange;
import io.kefu.contracts.event.KnowledgeChanged;
import io.kefu.rag.follow.IndexFollower;
import io.kefu.rag.index.IndexBuild;
import io.kefu.rag.index.LuceneEngine;
import io.kefu.rag.index.Watermark;
import io.kefu.rag.ingest.DocumentFormat;
import io.kefu.rag.ingest.DocumentParser;
import io.kefu.rag.ingest.ParsedDocument;
import io.kefu.rag.store.DocumentKind;
import io.kefu.rag.store.DocumentRef;
import io.kefu.rag.store.DocumentStore;
import io.kefu.rag.store.NewVersion;
import io.kefu.rag.store.Precondition;
import io.kefu.testharness.KefuBackends;
import io.kefu.testharness.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole service on real Kafka and PostgreSQL, with the real model. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "rag"))
class KnowledgeServiceTest {

  private static final Path DEMO = Path.of("../../local/demo/knowledge");
  private static final String WARRANTY =
      """
      ---
      approved: true
      ---
      # 售后
      ### 充电桩保修多久？
      整机质保 2 年。
      """;

  @Inject DocumentStore documents;
  @Inject IndexFollower follower;
  @Inject LuceneEngine engine;
  @Inject ObjectMapper json;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;

  @Test
  void demoKnowledgeAnswersParaphrasesAndRefusesTheRest() throws Exception {
    String tenant = tenant();
    for (String name : List.of("products.md", "after-sales.md", "alarms.csv", "commercial.csv")) {
      String document = name.replace('.', '-');
      put(
              tenant,
              document,
              name.substring(name.indexOf('.') + 1),
              Files.readString(DEMO.resolve(name)))
          .statusCode(200)
          .body("status", is("published"))
          .body("entries", greaterThanOrEqualTo(10));
    }

    search(tenant, "你们充电桩的质保期是多长时间")
        .body("confidence", greaterThanOrEqualTo(0.75f))
        .body("degraded", is(false))
        .body("hits[0].content", startsWith("整机质保 2 年"))
        .body("hits[0].approved", is(true))
        .body("hits[0].vetoes", empty());
    search(tenant, "屏幕上显示E03怎么办")
        .body("confidence", greaterThanOrEqualTo(0.75f))
        .body("hits[0].content", startsWith("E03 是交流输入欠压"));
    search(tenant, "报警码E77是什么意思")
        .body("confidence", lessThan(0.55f))
        .body("hits[0].vetoes", hasItem("code:e77"));
    search(tenant, "今天天气怎么样").body("confidence", lessThan(0.55f));
    search(tenant, "冰箱保修几年").body("confidence", lessThan(0.55f));
  }

  @Test
  void sameContentAgainChangesNothingAndOtherContentIsANewVersion() {
    String tenant = tenant();
    put(tenant, "faq", "md", WARRANTY).statusCode(200).body("version", is(1));

    put(tenant, "faq", "md", WARRANTY).body("version", is(1)).body("status", is("unchanged"));
    put(tenant, "faq", "md", WARRANTY.replace("2 年", "3 年")).body("version", is(2));

    search(tenant, "充电桩保修多久").body("hits.content", contains("整机质保 3 年。"));
  }

  @Test
  void deletedDocumentIsFoundNoMore() {
    String tenant = tenant();
    put(tenant, "faq", "md", WARRANTY).statusCode(200);

    given()
        .header("Authorization", TestTokens.service(tenant))
        .delete(address("faq"))
        .then()
        .statusCode(204);

    search(tenant, "充电桩保修多久").body("hits", empty());
    given()
        .header("Authorization", TestTokens.service(tenant))
        .get(address("faq"))
        .then()
        .statusCode(404)
        .body("code", is("document_not_found"));
    put(tenant, "faq", "md", WARRANTY).statusCode(200).body("version", is(3));
    search(tenant, "充电桩保修多久").body("hits", hasSize(1));
  }

  @Test
  void anotherTenantFindsAndReadsNothing() {
    String owner = tenant();
    put(owner, "faq", "md", WARRANTY).statusCode(200);

    String stranger = tenant();

    search(stranger, "充电桩保修多久").body("hits", empty()).body("confidence", is(0.0f));
    given()
        .header("Authorization", TestTokens.service(stranger))
        .get(address("faq"))
        .then()
        .statusCode(404);
    given()
        .header("Authorization", TestTokens.service(stranger))
        .delete(address("faq"))
        .then()
        .statusCode(404);
    given()
        .header("Authorization", TestTokens.service(stranger))
        .get("/internal/v1/knowledge-bases")
        .then()
        .body("$", empty());
  }

  @Test
  void changeMadeByAnotherReplicaIsTakenOver() {
    String tenant = tenant();
    DocumentRef ref = new DocumentRef(tenant, "kb", "elsewhere");
    var entry =
        ((ParsedDocument.Parsed)
                DocumentParser.parse("elsewhere", "n", DocumentFormat.MD, WARRANTY))
            .entries();

    documents
        .publish(
            ref,
            new NewVersion(
                DocumentKind.DOCUMENT, "n", "MD", WARRANTY, "hash", Optional.empty(), false, entry),
            Precondition.NONE)
        .await()
        .atMost(Duration.ofSeconds(10));

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> search(tenant, "充电桩保修多久").body("hits", hasSize(1)));
    assertThat(event(tenant, "elsewhere").change()).isEqualTo(KnowledgeChange.PUBLISHED);
  }

  @Test
  void indexOfAnotherDatabaseIsFilledAnew() {
    String tenant = tenant();
    put(tenant, "faq", "md", WARRANTY).statusCode(200);
    IndexBuild other = engine.begin(tenant);
    other.apply(List.of(), new Watermark("other", 99));
    engine.finish(other);

    follower.catchUpAll();

    // The sweep may have seen it first, and still be filling it.
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> search(tenant, "充电桩保修多久").body("hits", hasSize(1)));
  }

  @Test
  void rebuiltIndexTakesOverWithWhatChangedMeanwhileAndEmbedsNothing() {
    String tenant = tenant();
    put(tenant, "faq", "md", WARRANTY).statusCode(200);
    put(tenant, "gone", "md", WARRANTY.replace("2 年", "9 年")).statusCode(200);
    long revision = engine.watermark(tenant).revision();
    AtomicBoolean done = new AtomicBoolean();
    // Threads of their own: the common pool has one on a machine of two cores.
    CompletableFuture<Void> searching =
        CompletableFuture.runAsync(
            () -> {
              while (!done.get()) {
                search(tenant, "充电桩保修多久").body("hits", not(empty()));
              }
            },
            command -> Thread.ofPlatform().start(command));

    CompletableFuture<Boolean> rebuilding =
        CompletableFuture.supplyAsync(
            () -> follower.rebuild(tenant), command -> Thread.ofPlatform().start(command));
    given()
        .header("Authorization", TestTokens.service(tenant))
        .delete(address("gone"))
        .then()
        .statusCode(204);
    search(tenant, "充电桩保修多久").body("hits.content", not(hasItem("整机质保 9 年。")));

    boolean rebuilt = rebuilding.join();
    done.set(true);
    searching.join();
    assertThat(rebuilt).isTrue();
    assertThat(engine.watermark(tenant).revision()).isGreaterThan(revision);
    search(tenant, "充电桩保修多久").body("hits", hasSize(1));
  }

  @Test
  void parallelUploadsOfOneDocumentLeaveOneWholeVersion() {
    String tenant = tenant();

    List<CompletableFuture<Integer>> uploads =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            put(tenant, "faq", "md", WARRANTY.replace("2 年", i + " 年"))
                                .extract()
                                .statusCode()))
            .toList();

    assertThat(uploads).allSatisfy(upload -> assertThat(upload.join()).isEqualTo(200));
    search(tenant, "充电桩保修多久").body("hits", hasSize(1)).body("hits[0].version", is(8));
  }

  @Test
  void unusableDocumentSaysWhereAndKeepsWhatWasThere() {
    String tenant = tenant();
    put(tenant, "faq", "csv", "questions,answer\n保修多久,两年\n").statusCode(200);

    put(tenant, "faq", "csv", "questions,answer\n保修多久,\n")
        .statusCode(422)
        .contentType("application/problem+json")
        .body("code", is("document_unusable"))
        .body("errors[0].field", is("row 2"));

    search(tenant, "保修多久").body("hits.content", contains("两年"));
  }

  @ParameterizedTest
  @CsvSource({"'',5", "'  ',5", "充电,0", "充电,51"})
  void badSearchIsAProblem(String query, int limit) {
    given()
        .header("Authorization", TestTokens.service(tenant()))
        .contentType("application/json")
        .body(Map.of("query", query, "limit", limit, "explain", false))
        .post("/internal/v1/search")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors", hasSize(1));
  }

  @Test
  void idsThatAreNoIdsAreRefused() {
    given()
        .header("Authorization", TestTokens.service(tenant()))
        .contentType("application/json")
        .body(Map.of("name", "n", "format", "md", "content", "x"))
        .put("/internal/v1/knowledge-bases/kb/documents/..%2Fetc")
        .then()
        .statusCode(400);
  }

  @Test
  void nobodyWithoutAServiceTokenGetsIn() {
    given().get("/internal/v1/knowledge-bases").then().statusCode(401);
    given()
        .header("Authorization", TestTokens.forged("acme"))
        .get("/internal/v1/knowledge-bases")
        .then()
        .statusCode(401);
  }

  @Test
  void healthAndMetricsTellOfTheIndexAndItsSearches() {
    String tenant = tenant();
    search(tenant, "充电桩保修多久");

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                given()
                    .get("/q/health/ready")
                    .then()
                    .statusCode(200)
                    .body(containsString("search index"))
                    .body(containsString("search warmed up")));
    given()
        .get("/q/metrics")
        .then()
        .statusCode(200)
        .body(containsString("rag_search_duration_seconds_count"))
        .body(not(containsString(tenant)));
  }

  private KnowledgeChanged event(String tenant, String document) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                kafka,
                "group.id",
                "find-" + UUID.randomUUID(),
                "auto.offset.reset",
                "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of(Topics.KNOWLEDGE_CHANGED));
      return Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                for (var found : consumer.poll(Duration.ofMillis(200))) {
                  if (found.key().equals(tenant + "/" + document)) {
                    return json.readValue(found.value(), KnowledgeChanged.class);
                  }
                }
                return null;
              },
              found -> found != null);
    }
  }

  private static ValidatableResponse search(String tenant, String query) {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json")
        .body(Map.of("query", query, "limit", 5, "explain", true))
        .post("/internal/v1/search")
        .then()
        .statusCode(200);
  }

  private static ValidatableResponse put(
      String tenant, String document, String format, String content) {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json")
        .body(Map.of("name", document, "format", format, "content", content))
        .put(address(document))
        .then();
  }

  private static String address(String document) {
    return "/internal/v1/knowledge-bases/kb/documents/" + document;
  }

  private static String tenant() {
    return "t-" + UUID.randomUUID();
  }
}
