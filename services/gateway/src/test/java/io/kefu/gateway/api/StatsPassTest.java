package io.kefu.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.auth.TokenForge;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.gateway.testing.StandInNeighbours;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the gateway does not read but passes on: files of bytes, and streams. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class StatsPassTest {

  @Inject TokenForge forge;

  private String analyst;

  @BeforeEach
  void logIn() {
    analyst = forge.person(GatewaySecrets.TENANT, Set.of(Permission.VIEW_STATS));
    StandInNeighbours.calls().clear();
  }

  @Test
  void aWorkbookArrivesByteForByte() {
    Response file = get("/api/v1/stats/export?format=xlsx&from=2026-11-01T00:00:00Z");

    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.asByteArray()).isEqualTo(StandInNeighbours.XLSX);
    assertThat(file.header("Content-Type")).startsWith("application/vnd.sheet");
    assertThat(file.header("Content-Disposition")).isEqualTo("attachment; filename=\"s.xlsx\"");
    assertThat(StandInNeighbours.calls().getFirst().query())
        .contains("format=xlsx", "from=2026-11-01T00");
  }

  @Test
  void picturesOfTheLiveStreamArriveOneByOne() {
    Response stream = get("/api/v1/stats/live");

    assertThat(stream.statusCode()).isEqualTo(200);
    assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
    assertThat(stream.asString()).contains("data:{\"at\":1}", "data:{\"at\":\"二\"}");
    assertThat(StandInNeighbours.calls().getFirst().path()).isEqualTo("/internal/v1/stats/live");
  }

  @Test
  void everyViewIsForAnalystsAlone() {
    String stranger = forge.person(GatewaySecrets.TENANT, Set.of(Permission.READ_MESSAGE));

    for (String view :
        new String[] {
          "",
          "/timeseries",
          "/overview",
          "/funnel",
          "/breakdown?dimension=agent",
          "/unknown-pool",
          "/questions",
          "/daily",
          "/export",
          "/live"
        }) {
      assertThat(get("/api/v1/stats" + view).statusCode()).as(view).isEqualTo(200);
      assertThat(given().auth().oauth2(stranger).get("/api/v1/stats" + view).statusCode())
          .as(view)
          .isEqualTo(403);
    }
  }

  @Test
  void tellsTheFleetsMetrics() {
    get("/api/v1/stats");

    String metrics = given().get("/q/metrics").then().statusCode(200).extract().asString();

    assertThat(metrics)
        .contains("agent_online_count", "message_received_total", "message_sent_total")
        .contains("error_count_total{code=\"internal_error\",topic=\"http\"}")
        .contains("db_query_duration_seconds_count")
        .contains("http_server_requests_seconds_count")
        .contains("kafka_consumer_fetch_manager_records_lag");
  }

  private Response get(String path) {
    return given().auth().oauth2(analyst).get(path);
  }
}
