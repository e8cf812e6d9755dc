package io.kefu.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.chassis.problem.ProblemException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A storm of logins: few threads of their own, a bounded queue, and the rest told to come back. */
class SecretHashesTest {

  private static final int CONCURRENCY = 2;
  private static final int QUEUE = 5;
  private static final int STORM = 100;

  private final SecretHashes hashes = new SecretHashes(config());

  @AfterEach
  void stop() {
    hashes.stop();
  }

  @Test
  void aStormIsBoundedTheRestIsToldToComeBackAndNobodyWaitsForAHash() {
    List<Throwable> refused = new CopyOnWriteArrayList<>();
    List<String> done = new CopyOnWriteArrayList<>();
    Set<String> threads = ConcurrentHashMap.newKeySet();

    List<Uni<String>> storm =
        IntStream.range(0, STORM).mapToObj(i -> hashes.hash("secret-" + i)).toList();
    storm.forEach(
        one ->
            one.subscribe()
                .with(
                    hash -> {
                      threads.add(Thread.currentThread().getName());
                      done.add(hash);
                    },
                    refused::add));

    Awaitility.await("all answered")
        .atMost(Duration.ofSeconds(60))
        .until(() -> done.size() + refused.size() == STORM);
    assertThat(done).hasSizeGreaterThanOrEqualTo(CONCURRENCY + QUEUE);
    assertThat(threads)
        .hasSizeLessThanOrEqualTo(CONCURRENCY)
        .allMatch(name -> name.startsWith("secret-hash-"));
    assertThat(refused)
        .isNotEmpty()
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> {
                          assertThat(problem.status()).isEqualTo(503);
                          assertThat(problem.code()).isEqualTo("login_busy");
                          assertThat(problem.retryAfter()).isPresent();
                        }));
  }

  private static AuthConfig config() {
    return new SmallRyeConfigBuilder()
        .withConverter(Duration.class, 300, new DurationConverter())
        .withMapping(AuthConfig.class)
        .withDefaultValues(
            Map.of(
                // Slow enough to be overtaken, quick enough for a test.
                "kefu.auth.hashing.memory-kib", "4096",
                "kefu.auth.hashing.concurrency", Integer.toString(CONCURRENCY),
                "kefu.auth.hashing.queue", Integer.toString(QUEUE)))
        .build()
        .getConfigMapping(AuthConfig.class);
  }
}
