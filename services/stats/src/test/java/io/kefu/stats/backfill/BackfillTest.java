package io.kefu.stats.backfill;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.stats.PastMessagesFile;
import io.kefu.stats.intake.PastEvents.Loaded;
import io.kefu.testharness.KefuBackends;
import io.kefu.testharness.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The past from a file: counted once, however often it is loaded. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "stats"))
class BackfillTest {

  @Inject BackfillFolder folder;
  @TempDir Path files;

  private final String tenant = "p" + UUID.randomUUID().toString().substring(0, 8);

  @Test
  void aFileOfThreeMonthsIsCountedOnce() throws Exception {
    Instant to = Instant.now().minusSeconds(3600);
    Instant from = to.minus(Duration.ofDays(90));
    Path file = PastMessagesFile.write(files.resolve("a.jsonl.gz"), tenant, 2_000, from, to);

    Loaded first = folder.load(file);
    String once = figures(from, to);
    Loaded second = folder.load(file);

    assertThat(first.refused()).isEqualTo(1);
    assertThat(first.changed()).isGreaterThan(4_000);
    assertThat(second.changed()).isZero();
    assertThat(figures(from, to)).isEqualTo(once);
    assertThat(once).contains("\"received\":2000", "\"replied\":1600", "\"handed_over\":400");
  }

  private String figures(Instant from, Instant to) {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .get("/internal/v1/stats?granularity=day&from=" + from + "&to=" + to)
        .then()
        .statusCode(200)
        .extract()
        .asString()
        // Who was online is sampled beside, in its own time.
        .replaceAll("\"generated_at\":\"[^\"]*\"|\"agents_online\":\\d+", "");
  }
}
