package io.kefu.gateway.limit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.kefu.gateway.testing.Api;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.gateway.testing.StandInNeighbours;
import io.kefu.testharness.KefuBackends;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class LimitTest {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  @Inject Limits limits;
  @Inject ReactiveRedisDataSource redis;
  @Inject RedisDataSource blocking;

  @Test
  void aSharedBucketHoldsItsBurstAndFillsAgain() {
    SharedBuckets shared = new SharedBuckets(redis);
    String key = "test:" + UUID.randomUUID();

    List<Verdict> verdicts =
        IntStream.range(0, 4)
            .mapToObj(i -> shared.take(key, 3, 0.5).await().atMost(LIMIT))
            .toList();

    assertThat(verdicts.stream().map(Verdict::admitted)).containsExactly(true, true, true, false);
    assertThat(verdicts.stream().map(Verdict::remaining)).containsExactly(2L, 1L, 0L, 0L);
    assertThat(verdicts.get(3).waitSeconds()).isBetween(1L, 2L);
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> shared.take(key, 3, 0.5).await().atMost(LIMIT).admitted());
  }

  @Test
  void twoReplicasShareABucketAndManyAtOnceGetNoMoreThanItHolds() {
    SharedBuckets one = new SharedBuckets(redis);
    SharedBuckets two = new SharedBuckets(redis);
    String key = "test:" + UUID.randomUUID();

    long admitted =
        IntStream.range(0, 40)
            .parallel()
            .mapToObj(i -> (i % 2 == 0 ? one : two).take(key, 10, 0.001).await().atMost(LIMIT))
            .filter(Verdict::admitted)
            .count();

    assertThat(admitted).isEqualTo(10);
  }

  @Test
  void aLocalBucketSaysTheSame() {
    LocalBuckets local = new LocalBuckets(10);

    List<Verdict> verdicts = IntStream.range(0, 4).mapToObj(i -> local.take("k", 3, 0.5)).toList();

    assertThat(verdicts.stream().map(Verdict::admitted)).containsExactly(true, true, true, false);
    assertThat(verdicts.get(3).waitSeconds()).isBetween(1L, 2L);
    assertThat(local.take("other", 3, 0.5).admitted()).isTrue();
  }

  @Test
  void whileRedisIsSilentTheReplicaCountsAloneAndLaterInRedisAgain() {
    String whose = UUID.randomUUID().toString();
    blocking.execute("CLIENT", "PAUSE", "3000", "ALL");

    List<Verdict> verdicts =
        IntStream.range(0, 11)
            .mapToObj(i -> limits.take(Limits.Kind.ENROL, whose).await().atMost(LIMIT))
            .toList();

    assertThat(verdicts.subList(0, 10)).allMatch(Verdict::admitted);
    assertThat(verdicts.get(10).admitted()).isFalse();
    // A bucket of its own: Redis knows nothing of the one above until it is asked.
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () -> {
              limits.take(Limits.Kind.ADDRESS, whose).await().atMost(LIMIT);
              return blocking.key().exists("kefu:limit:address:" + whose);
            });
  }

  @Test
  void theCallsWithoutATokenAreFoundWhateverTheirAddressIsSpelledLike() throws Exception {
    for (String call : LimitFilters.OPEN_CALLS.keySet()) {
      String[] parts = call.split("\\.");
      Class<?> resource = Class.forName("io.kefu.gateway.api." + parts[0]);
      assertThat(resource.getMethods()).anyMatch(method -> method.getName().equals(parts[1]));
    }
    given()
        .contentType("application/json")
        .body(Map.of("agent_id", "nobody", "secret_key", "wrong"))
        .post("/api/v1/auth/login/")
        .then()
        .header("RateLimit-Limit", notNullValue());
  }

  @Test
  void everyAnswerCarriesTheHeadersOfACarefulServer() {
    given()
        .get("/api/v1/health")
        .then()
        .header("Content-Security-Policy", containsString("default-src 'none'"))
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Frame-Options", "DENY")
        .header("Referrer-Policy", "no-referrer")
        .header("Cache-Control", "no-store")
        .header("RateLimit-Remaining", notNullValue())
        .header("Strict-Transport-Security", nullValue());
    given()
        .header("X-Forwarded-Proto", "https")
        .get("/api/v1/health")
        .then()
        .header("Strict-Transport-Security", containsString("max-age="));
  }

  @Test
  void healthAndMetricsAreNotForThoseWhoComeThroughAProxy() {
    given().get("/q/health/live").then().statusCode(200);
    given().get("/q/metrics").then().statusCode(200);

    given()
        .header("X-Forwarded-For", "203.0.113.9")
        .get("/q/metrics")
        .then()
        .statusCode(404)
        .contentType("application/problem+json");
    given().header("Forwarded", "for=10.0.0.1").get("/q/health").then().statusCode(404);
    given().header("Forwarded", "for=10.0.0.1").get("/q//metrics").then().statusCode(404);
  }

  @Test
  void aLargeBodyIsRefusedWhereNoFileIsTaken() {
    String token = Api.adminToken();
    String large = "x".repeat(1024 * 1024 + 1);

    Api.as(token, Map.of("agent_id", "a", "name", large))
        .post("/api/v1/agents")
        .then()
        .statusCode(413)
        .body("code", equalTo("too_large"));
  }

  @Test
  void anotherOriginIsRefusedUnlessItIsNamed() {
    given()
        .header("Origin", "https://evil.example")
        .header("Access-Control-Request-Method", "POST")
        .options("/api/v1/agents")
        .then()
        .header("Access-Control-Allow-Origin", nullValue());
    given()
        .header("Origin", "https://console.example")
        .header("Access-Control-Request-Method", "POST")
        .options("/api/v1/agents")
        .then()
        .statusCode(200)
        .header("Access-Control-Allow-Origin", "https://console.example");
  }
}
