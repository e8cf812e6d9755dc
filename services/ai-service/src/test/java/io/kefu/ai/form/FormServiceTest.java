package io.kefu.ai.form;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.kefu.ai.ModelStage;
import io.kefu.ai.OnModels;
import io.kefu.testharness.TestTokens;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Trigger forms, filled by a model and checked. */
@OnModels
class FormServiceTest extends ModelStage {

  @Test
  void aFormIsCheckedRetriedOnceAndThenHandedOver() throws Exception {
    String form =
        json.writeValueAsString(
            Map.of(
                "level",
                "B",
                "next_step",
                "发资料",
                "first_contact_script",
                "您好",
                "next_day_script",
                "您好"));
    models.register(
        post(urlPathEqualTo(PRIMARY))
            .inScenario("form")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(okJson(openAi("{\"level\":\"Z\"}")))
            .willSetStateTo("again"));
    models.register(
        post(urlPathEqualTo(PRIMARY))
            .inScenario("form")
            .whenScenarioStateIs("again")
            .willReturn(okJson(openAi(form))));

    form().body("status", is("filled")).body("form.level", is("B"));
    primary(okJson(openAi("{\"level\":\"Z\"}")));
    form().body("status", is("handoff")).body("reason", is("not_of_schema"));
  }

  @Test
  void aFormWithAPriceNobodyNamedIsHandedOver() throws Exception {
    primary(
        okJson(
            openAi(
                json.writeValueAsString(
                    Map.of(
                        "level",
                        "B",
                        "next_step",
                        "发资料",
                        "first_contact_script",
                        "每台 58000 元",
                        "next_day_script",
                        "您好")))));

    form()
        .body("status", is("handoff"))
        .body("faults[0]", containsString("$.first_contact_script"))
        .body("faults[0]", not(containsString("58000")));
  }

  @Test
  void aTenantsSchemaIsItsOwnAndMustBeOne() {
    String schema =
        "{\"type\":\"object\",\"required\":[\"wish\"],\"properties\":{\"wish\":{\"type\":\"string\"}}}";
    primary(okJson(openAi("{\"wish\":\"做代理\"}")));

    putSchema(schema).statusCode(204);
    putSchema("{\"type\":\"string\"}").statusCode(400).body("errors[0].field", is("schema"));

    form().body("status", is("filled")).body("form.wish", is("做代理"));
    given()
        .header("Authorization", TestTokens.service("other-" + tenant))
        .get("/internal/v1/forms/business_development/schema")
        .then()
        .statusCode(200)
        .body(containsString("next_day_script"));
  }

  private ValidatableResponse form() {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json")
        .body(Map.of("history", history(), "evidence", List.of()))
        .post("/internal/v1/forms/business_development")
        .then()
        .statusCode(200);
  }

  private ValidatableResponse putSchema(String schema) {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json")
        .body(schema)
        .put("/internal/v1/forms/business_development/schema")
        .then();
  }
}
