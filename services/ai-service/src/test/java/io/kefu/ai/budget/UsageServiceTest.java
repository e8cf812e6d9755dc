package io.kefu.ai.budget;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.kefu.ai.ModelStage;
import io.kefu.ai.OnModels;
import io.kefu.testharness.TestTokens;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** What is used is counted, and a budget ends. */
@OnModels
class UsageServiceTest extends ModelStage {
  @Inject Pool pool;

  @Test
  void countsWhatIsUsedForEachTenantAlone() {
    ask("保修多久", 30_000);
    ask("保修多久", 30_000);

    // healthyModels asked once or more with this tenant.
    given()
        .header("Authorization", TestTokens.service(tenant))
        .get("/internal/v1/ai-usage")
        .then()
        .statusCode(200)
        .body("budget", is("unlimited"))
        .body("usage[0].provider", is("deepseek"))
        .body("usage[0].requests", org.hamcrest.Matchers.greaterThanOrEqualTo(3))
        .body("usage[0].cost", org.hamcrest.Matchers.greaterThan(0f));
    given()
        .header("Authorization", TestTokens.service("other-" + tenant))
        .get("/internal/v1/ai-usage")
        .then()
        .body("usage", empty());
    Long withoutTenant =
        pool.query("SELECT count(*) AS n FROM usage_day")
            .execute()
            .map(rows -> rows.iterator().next().getLong("n"))
            .await()
            .atMost(PATIENCE);
    assertThat(withoutTenant).isZero();
  }

  @Test
  void aSpentBudgetMeansTheEntryItself() {
    ask("thrifty", "保修多久", 30_000).statusCode(200);
    // What a call cost is noted beside the answer, on a slow machine a moment after it.
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                given()
                    .header("Authorization", TestTokens.service("thrifty"))
                    .get("/internal/v1/ai-usage")
                    .path("budget")
                    .equals("spent"));

    ask("thrifty", "保修多久", 30_000)
        .body("provider", is("extractive"))
        .body("reason", is("budget_spent"))
        .body("content", is(ENTRY));

    given()
        .header("Authorization", TestTokens.service("thrifty"))
        .get("/internal/v1/ai-usage")
        .then()
        .body("budget", is("spent"));
  }
}
