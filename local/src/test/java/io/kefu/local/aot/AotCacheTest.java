package io.kefu.local.aot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AotCacheTest {

  private static final Runtime.Version JDK_25 = Runtime.Version.parse("25.0.1");
  private static final List<String> FLAGS = List.of("-XX:+UseSerialGC");

  @TempDir Path folder;
  private Path application;
  private Path caches;

  @BeforeEach
  void build() throws IOException {
    application = Files.createDirectories(folder.resolve("app"));
    caches = folder.resolve("aot");
    Files.writeString(application.resolve("quarkus-run.jar"), "one");
  }

  @Test
  void isNotForOlderJvms() throws IOException {
    assertThat(AotCache.of(caches, "stats", application, FLAGS, Runtime.Version.parse("21.0.4")))
        .isEmpty();
  }

  @Test
  void isUsedOnlyWhenItWasFinished() throws IOException {
    // Given
    AotCache cache = open(JDK_25).orElseThrow();
    Path written = written(cache);

    // Then
    assertThat(cache.exists()).isFalse();
    assertThat(cache.finishTraining()).isFalse();
    Files.writeString(written, "classes");
    assertThat(cache.exists()).isFalse();
    assertThat(cache.finishTraining()).isTrue();
    assertThat(open(JDK_25).orElseThrow().exists()).isTrue();
  }

  @Test
  void isForgottenAfterABuildAndForAnotherJvm() throws IOException {
    // Given
    AotCache cache = open(JDK_25).orElseThrow();
    Files.writeString(written(cache), "classes");
    cache.finishTraining();

    // When
    Files.writeString(application.resolve("quarkus-run.jar"), "another");

    // Then
    assertThat(open(JDK_25).orElseThrow().exists()).isFalse();
    assertThat(open(Runtime.Version.parse("25.0.2")).orElseThrow().exists()).isFalse();
  }

  @Test
  void replacesTheCacheOfAnEarlierBuild() throws IOException {
    // Given
    Files.createDirectories(caches);
    Files.writeString(caches.resolve("stats-0123456789abcdef01234567.aot"), "old");
    Files.writeString(caches.resolve("gateway-0123456789abcdef01234567.aot"), "other");
    AotCache cache = open(JDK_25).orElseThrow();
    Files.writeString(written(cache), "classes");

    // When
    cache.finishTraining();

    // Then
    try (var files = Files.list(caches)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .hasSize(2)
          .contains("gateway-0123456789abcdef01234567.aot")
          .doesNotContain("stats-0123456789abcdef01234567.aot");
    }
  }

  private Optional<AotCache> open(Runtime.Version version) throws IOException {
    return AotCache.of(caches, "stats", application, FLAGS, version);
  }

  private static Path written(AotCache cache) throws IOException {
    return Path.of(cache.trainFlags().getFirst().replace("-XX:AOTCacheOutput=", ""));
  }
}
