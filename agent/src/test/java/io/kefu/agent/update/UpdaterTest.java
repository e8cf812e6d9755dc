package io.kefu.agent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.agent.boot.Versions;
import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import io.kefu.agent.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is installed and what is refused; nothing that is refused leaves a trace. */
class UpdaterTest {

  @TempDir Path folder;
  private final AtomicInteger restarts = new AtomicInteger();
  private final AtomicInteger fetches = new AtomicInteger();
  private Path image;
  private Path key;
  private Path packed;
  private Map<String, Object> args;

  @BeforeEach
  void publish() throws Exception {
    image = Files.createDirectories(folder.resolve("image"));
    key = folder.resolve("private.pem");
    Files.createDirectories(image.resolve("app"));
    Files.writeString(
        image.resolve("app").resolve(UpdateKeys.FILE), "# ours\n" + SignUpdate.newKey(key) + "\n");
    packed = folder.resolve("package.zip");
    args = sign("2.0.0");
  }

  @Test
  void signedNewerVersionIsUnpackedBesideAndChosen() throws Exception {
    Updater.Outcome outcome = update("1.9.0", args);

    assertThat(outcome).isEqualTo(Updater.Outcome.RESTARTING);
    assertThat(restarts).hasValue(1);
    assertThat(versions().choice()).contains("2.0.0");
    assertThat(versions().before()).isEmpty();
    assertThat(versions().jar("2.0.0")).isRegularFile();
    assertThat(Files.list(versions().folder()).map(p -> p.getFileName().toString()))
        .containsExactlyInAnyOrder("2.0.0", "current", "previous");
  }

  @Test
  void theVersionThatRunsAnswersThatItIsInstalled() throws Exception {
    assertThat(update("2.0.0", args)).isEqualTo(Updater.Outcome.INSTALLED);
    assertThat(fetches).hasValue(0);
  }

  @Test
  void olderVersionIsRefusedBeforeAnythingIsFetched() {
    assertThatThrownBy(() -> update("2.0.1", args)).hasMessageContaining("older than 2.0.1");
    nothingHappened(0);
  }

  @Test
  void signatureOfAnotherKeyIsRefused() throws Exception {
    Path other = folder.resolve("other.pem");
    SignUpdate.newKey(other);
    key = other;
    args = sign("2.0.0");

    assertThatThrownBy(() -> update("1.0.0", args)).hasMessageContaining("signature");
    nothingHappened(0);
  }

  @Test
  void signatureOfAnotherVersionIsRefused() {
    args.put("version", "3.0.0");

    assertThatThrownBy(() -> update("1.0.0", args)).hasMessageContaining("signature");
    nothingHappened(0);
  }

  @Test
  void withoutAKeyNothingIsInstalled() throws Exception {
    Files.writeString(image.resolve("app").resolve(UpdateKeys.FILE), "# none yet\n");

    assertThatThrownBy(() -> update("1.0.0", args)).hasMessageContaining("trusts no key");
    nothingHappened(0);
  }

  @Test
  void otherBytesThanTheSignedOnesAreRefused() throws Exception {
    Files.write(packed, new byte[] {1, 2, 3});

    assertThatThrownBy(() -> update("1.0.0", args)).hasMessageContaining("not the one");
    nothingHappened(1);
  }

  @Test
  void fileThatLeadsOutOfTheFolderIsRefused() throws Exception {
    for (String name : new String[] {"../evil", "/evil", "a/../../evil", "C:evil", "a\\..\\evil"}) {
      args = signed("2.0.0", name);

      assertThatThrownBy(() -> update("1.0.0", args)).hasMessageContaining("not allowed");
      assertThat(folder.resolve("evil")).doesNotExist();
      assertThat(image.resolve("evil")).doesNotExist();
    }
    nothingHappened(5);
  }

  @Test
  void packageOfAnotherVersionIsRefused() throws Exception {
    Path jar = Programs.numbered(folder.resolve("b.jar"), "1.5.0");
    args = signed("2.0.0", jar);

    assertThatThrownBy(() -> update("1.0.0", args)).hasMessageContaining("holds version 1.5.0");
    nothingHappened(1);
  }

  @Test
  void versionThatWasTakenBackIsNotTriedAgain() throws Exception {
    update("1.0.0", args);
    versions().fail("2.0.0", "it did not come up");

    assertThatThrownBy(() -> update("1.0.0", args))
        .hasMessageContaining("taken back: it did not come up");
    assertThat(restarts).hasValue(1);
    assertThat(versions().choice()).isEmpty();
  }

  @Test
  void withoutAnInstallationItSaysSo() {
    Updater bare = new Updater(Optional.empty(), "1.0.0", (order, to) -> {}, () -> {});

    assertThatThrownBy(() -> bare.update(UpdateOrder.read(new JsonObject(args))))
        .hasMessageContaining("launcher");
  }

  @Test
  void argumentsAreNamedWhenTheyAreWrong() {
    args.put("version", "../../etc");
    assertThatThrownBy(() -> UpdateOrder.read(new JsonObject(args)))
        .isInstanceOf(BadJson.class)
        .hasMessageContaining("version");
    args.put("version", "2.0.0");
    args.put("url", "http://elsewhere.example.com/p.zip");
    args.remove("file_id");
    assertThatThrownBy(() -> UpdateOrder.read(new JsonObject(args))).hasMessageContaining("https");
  }

  @Test
  void versionsAreComparedByNumbers() {
    assertThat(version("1.10.0")).isGreaterThan(version("1.9.9"));
    assertThat(version("1.0.0")).isGreaterThan(version("1.0.0-rc.1"));
    assertThat(version("1.0")).isEqualByComparingTo(version("1.0.0"));
    assertThat(ReleaseVersion.of("latest")).isEmpty();
  }

  @Test
  void versionHasThreeStartsAndThenTheOneBeforeRuns() throws Exception {
    update("1.0.0", args);

    assertThat(versions().start("2.0.0")).isTrue();
    assertThat(versions().start("2.0.0")).isTrue();
    assertThat(versions().start("2.0.0")).isTrue();
    assertThat(versions().start("2.0.0")).isFalse();
    assertThat(versions().choice()).isEmpty();
    assertThat(versions().failed("2.0.0")).get().asString().contains("3 times");
  }

  @Test
  void versionThatCameUpIsStartedForEver() throws Exception {
    update("1.0.0", args);
    updater("2.0.0", Optional.of("2.0.0")).cameUp();

    for (int i = 0; i < 10; i++) {
      assertThat(versions().start("2.0.0")).isTrue();
    }
    assertThat(versions().choice()).contains("2.0.0");
  }

  private void nothingHappened(int fetched) {
    assertThat(fetches).hasValue(fetched);
    assertThat(restarts).hasValue(0);
    assertThat(versions().choice()).isEmpty();
    if (Files.exists(versions().folder())) {
      assertThat(versions().folder()).isEmptyDirectory();
    }
  }

  private Updater.Outcome update(String builtIn, Map<String, Object> with)
      throws IOException, BadJson {
    return updater(builtIn, Optional.empty()).update(UpdateOrder.read(new JsonObject(with)));
  }

  private Updater updater(String builtIn, Optional<String> running) {
    return new Updater(
        Optional.of(new Installation(image, running)),
        builtIn,
        (order, to) -> {
          fetches.incrementAndGet();
          Files.copy(packed, to);
        },
        restarts::incrementAndGet);
  }

  private Versions versions() {
    return new Versions(image.resolve("versions"));
  }

  private Map<String, Object> sign(String version) throws Exception {
    Path jar = Programs.numbered(folder.resolve("a.jar"), version);
    return withFile(SignUpdate.sign(jar, key, packed));
  }

  /** A package that our own tool would not make, with a right signature. */
  private Map<String, Object> signed(String version, String entry) throws Exception {
    try (OutputStream out = Files.newOutputStream(packed);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(1);
    }
    return statement(version);
  }

  private Map<String, Object> signed(String version, Path jar) throws Exception {
    try (OutputStream out = Files.newOutputStream(packed);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(Versions.JAR));
      Files.copy(jar, zip);
    }
    return statement(version);
  }

  private Map<String, Object> statement(String version) throws Exception {
    String sha256 = PackageFile.sha256(packed);
    return withFile(SignUpdate.statement(version, sha256, key));
  }

  private static Map<String, Object> withFile(String json) throws BadJson {
    Map<String, Object> all = new HashMap<>(Json.read(json).asMap());
    all.put("file_id", "f-1");
    return all;
  }

  private static ReleaseVersion version(String text) {
    return ReleaseVersion.of(text).orElseThrow();
  }
}
