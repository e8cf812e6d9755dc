package io.kefu.ai.tenant;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.kefu.ai.chat.FakeModels;
import io.kefu.testharness.KefuBackends;
import io.kefu.testharness.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tenant changes its models while the service runs, and nobody else's. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "ai"))
@WithTestResource(value = FakeModels.class, scope = TestResourceScope.MATCHING_RESOURCES)
class TenantSettingsTest {

  private static final String ENTRY = "整机质保 2 年，充电模块质保 3 年，从验收之日起算。枪线等易损件质保 1 年。";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String OPEN_AI =
      """
      {"id":"c1","choices":[{"index":0,"message":{"role":"assistant",
        "content":"您好，整机质保 2 年，充电模块质保 3 年[1]。"},"finish_reason":"stop"}],
       "usage":{"prompt_tokens":31,"completion_tokens":12,"total_tokens":43}}
      """;

  private final String tenant = "s" + UUID.randomUUID().toString().substring(0, 8);
  private final int port = Integer.parseInt(System.getProperty(FakeModels.ADDRESS));
  private final WireMock models = new WireMock(port);

  /** Of this test alone. */
  private final String path = "/own/" + tenant;

  @BeforeEach
  void models() {
    models.register(post(urlPathEqualTo(path + "/chat/completions")).willReturn(okJson(OPEN_AI)));
  }

  @Test
  void aProviderOfItsOwnAnswersAtOnceAndForNobodyElse() {
    put(tenant, own("")).statusCode(200).header("ETag", "\"1\"");

    answer(tenant).body("provider", is("house")).body("model", is("house-7b"));

    LoggedRequest request = asked().getFirst();
    assertThat(request.getHeader("Authorization")).doesNotContain("installation-key");
    assertThat(request.getBodyAsString()).contains("house-7b", "像老朋友一样说话", "top_k");
    given()
        .header("Authorization", TestTokens.service(tenant))
        .get("/internal/v1/providers")
        .then()
        .body("find { it.name == 'house' }.position", is(1))
        .body("find { it.name == 'deepseek' }.position", nullValue());
    given()
        .header("Authorization", TestTokens.service("other-" + tenant))
        .get("/internal/v1/providers")
        .then()
        .body("name", not(hasItems("house")));
    given()
        .header("Authorization", TestTokens.service("other-" + tenant))
        .get("/internal/v1/ai-settings")
        .then()
        .statusCode(200)
        .header("ETag", "\"0\"");
  }

  @Test
  void anAddressOfItsOwnGetsItsOwnKeyAndNeverTheInstallations() {
    String settings =
        "{\"order\":[\"deepseek\"],\"providers\":{\"deepseek\":{\"base_url\":\"http://localhost:%d%s\"}}}"
            .formatted(port, path);
    put(tenant, settings).statusCode(200);
    test("deepseek").body("ok", is(false)).body("failure", is("no_key"));

    given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json")
        .body(Map.of("api_key", "sk-mine"))
        .put("/internal/v1/providers/deepseek/key")
        .then()
        .statusCode(204);

    test("deepseek").body("ok", is(true)).body("model", is("deepseek-flash"));
    assertThat(asked())
        .extracting(request -> request.getHeader("Authorization"))
        .containsExactly("Bearer sk-mine");
    given()
        .header("Authorization", TestTokens.service(tenant))
        .get("/internal/v1/providers")
        .then()
        .body("find { it.name == 'deepseek' }.own_key", is(true))
        .body(not(containsString("sk-mine")));
  }

  @Test
  void aBudgetOfItsOwnEndsTheDayAndIsNeverWiderThanTheInstallations() {
    put(tenant, own(",\"budget\":{\"zone\":\"Pacific/Auckland\",\"daily_tokens\":40}"))
        .statusCode(200);

    answer(tenant).body("provider", is("house"));
    // What a call cost is noted beside the answer, on a slow machine a moment after it.
    await().atMost(PATIENCE).until(() -> budget().equals("spent"));
    answer(tenant).body("provider", is("extractive")).body("reason", is("budget_spent"));

    put(tenant, own(",\"budget\":{\"daily_tokens\":4000}")).statusCode(200);
    answer(tenant).body("provider", is("house"));
    put(tenant, own(",\"budget\":{\"daily_cost\":0}")).statusCode(200);
    answer(tenant).body("reason", is("budget_spent"));
  }

  @Test
  void anEmptyOrderMeansThatNoModelWrites() {
    put(tenant, "{\"order\":[]}").statusCode(200);

    answer(tenant).body("provider", is("extractive")).body("content", is(ENTRY));

    put(tenant, "{}").statusCode(200).header("ETag", "\"2\"");
  }

  @Test
  void whoChangesAnOldVersionIsToldSo() {
    put(tenant, "{\"order\":[]}").statusCode(200);

    given()
        .header("Authorization", TestTokens.service(tenant))
        .header("If-Match", "\"7\"")
        .contentType("application/json")
        .body("{}")
        .put("/internal/v1/ai-settings")
        .then()
        .statusCode(412)
        .body("code", is("stale_version"));
  }

  @Test
  void namesAllThatIsWrong() {
    put(
            tenant,
            """
            {"order":["nobody","deepseek","deepseek"],
             "providers":{"Bad Name":{"model":" "},"x":{"base_url":"ftp://a","timeout_ms":1,
               "temperature":9,"price_in":-1,"parameters":{"messages":[]}}},
             "style":"","budget":{"zone":"Mars","daily_tokens":-1}}
            """)
        .statusCode(400)
        .body(
            "errors.field",
            hasItems(
                "order",
                "order[0]",
                "providers.Bad Name",
                "providers.Bad Name.model",
                "providers.x.base_url",
                "providers.x.timeout_ms",
                "providers.x.temperature",
                "providers.x.parameters",
                "providers.x.price_in",
                "style",
                "budget.zone",
                "budget.daily_tokens"));
    put(tenant, "{\"providers\":{\"x\":{\"api_key\":\"sk-1\"}}}")
        .statusCode(400)
        .body("errors[0].field", is("providers.x.api_key"));
    put(tenant, "{\"providers\":{\"x\":{\"kind\":\"nokind\"}}}").statusCode(400);
    put(tenant, "not json").statusCode(400);
    put(tenant, "").statusCode(400);
    given()
        .contentType("application/json")
        .body("{}")
        .put("/internal/v1/ai-settings")
        .then()
        .statusCode(401);
  }

  private String budget() {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .get("/internal/v1/ai-usage")
        .then()
        .statusCode(200)
        .extract()
        .path("budget");
  }

  private String own(String more) {
    return """
    {"order":["house"],"style":"像老朋友一样说话。",
     "providers":{"house":{"kind":"openai-compatible","model":"house-7b",
       "base_url":"http://localhost:%d%s","parameters":{"top_k":7},
       "price_in":0.001,"price_out":0.002}}%s}
    """
        .formatted(port, path, more);
  }

  private List<LoggedRequest> asked() {
    return models.find(postRequestedFor(urlPathEqualTo(path + "/chat/completions")));
  }

  private static ValidatableResponse put(String who, String settings) {
    return given()
        .header("Authorization", TestTokens.service(who))
        .contentType("application/json")
        .body(settings)
        .put("/internal/v1/ai-settings")
        .then();
  }

  private ValidatableResponse test(String provider) {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .post("/internal/v1/providers/" + provider + "/test")
        .then();
  }

  private static ValidatableResponse answer(String who) {
    return given()
        .header("Authorization", TestTokens.service(who))
        .header("Kefu-Deadline-Ms", 60_000)
        .contentType("application/json")
        .body(
            Map.of(
                "message_id",
                "m1",
                "question",
                "保修多久",
                "evidence",
                List.of(
                    Map.of(
                        "entry_id",
                        "e1",
                        "title",
                        "售后 / 保修",
                        "content",
                        ENTRY,
                        "confidence",
                        0.86,
                        "approved",
                        false)),
                "history",
                List.of(),
                "verbatim_only",
                false,
                "max_characters",
                400))
        .post("/internal/v1/answer")
        .then()
        .statusCode(200);
  }
}
