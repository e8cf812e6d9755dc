package io.kefu.agent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.agent.gateway.FakeGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The real launcher, programs in processes of their own, packages over the gateway's files. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it runs the launcher that is a shell script")
class InstalledUpdateTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FIRST = "1.0.0";

  @TempDir Path folder;
  private FakeGateway gateway;
  private Path image;
  private Path key;
  private Process launcher;

  @BeforeEach
  void install() throws Exception {
    gateway = new FakeGateway();
    image = folder.resolve("image");
    key = folder.resolve("private.pem");
    Files.createDirectories(image.resolve("app"));
    Files.createDirectories(image.resolve("bin"));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    executable("java", "#!/bin/sh\nexec \"" + java + "\" \"$@\"\n");
    executable("kefu-agent", Files.readString(Path.of("packaging", "kefu-agent")));
    Programs.agent(image.resolve("app").resolve("kefu-agent.jar"), FIRST);
    Files.writeString(image.resolve("app").resolve(UpdateKeys.FILE), SignUpdate.newKey(key));
  }

  @AfterEach
  void stop() throws Exception {
    if (launcher != null) {
      launcher.destroy();
      if (!launcher.waitFor(30, TimeUnit.SECONDS)) {
        launcher.descendants().forEach(ProcessHandle::destroyForcibly);
        launcher.destroyForcibly();
      }
    }
    gateway.close();
    assertThat(gateway.violations()).isEmpty();
  }

  @Test
  void signedVersionIsFetchedInPartsRunsAndAnswers() throws Exception {
    begin("");
    ObjectNode args =
        publish(Programs.agent(folder.resolve("new.jar"), "2.0.0"), folder.resolve("new.zip"));
    gateway.files.breaksAfter.set(100_000);

    gateway.send("command", command("c-1", args));

    await().until(() -> versions().contains("2.0.0"));
    assertThat(gateway.files.asked).containsSequence("p-1 null", "p-1 bytes=100000-");
    assertThat(answers("c-1")).isEmpty();
    await().until(() -> askedAgain("c-1", args));
    assertThat(answers("c-1").getFirst().get("status").asText()).isEqualTo("DONE");
    assertThat(image.resolve("versions/2.0.0/proven")).exists();
    assertThat(launcher.isAlive()).isTrue();
  }

  @Test
  void versionThatCannotStartIsTakenBack() throws Exception {
    begin("");
    Path broken =
        Programs.withMain(folder.resolve("new.jar"), "2.0.0", "throw new Exception(\"broken\");");
    ObjectNode args = publish(broken, folder.resolve("new.zip"));
    int before = versions().size();

    gateway.send("command", command("c-1", args));

    await().until(() -> versions().size() > before);
    assertThat(versions()).containsOnly(FIRST);
    await().until(() -> askedAgain("c-1", args));
    assertThat(answers("c-1").getFirst().get("status").asText()).isEqualTo("FAILED");
    assertThat(answers("c-1").getFirst().get("error").asText()).contains("3 times");
    assertThat(launcher.isAlive()).isTrue();
  }

  @Test
  void versionWithoutASessionIsTakenBack() throws Exception {
    begin("-Dkefu.agent.trial.ms=1000");
    Path silent =
        Programs.withMain(folder.resolve("new.jar"), "2.0.0", "Thread.sleep(Long.MAX_VALUE);");
    ObjectNode args = publish(silent, folder.resolve("new.zip"));
    int before = versions().size();

    gateway.send("command", command("c-1", args));

    await().until(() -> versions().size() > before);
    assertThat(versions()).containsOnly(FIRST);
    assertThat(Files.readString(image.resolve("versions/2.0.0/failed"))).contains("no session");
  }

  private void begin(String options) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            image.resolve("bin/kefu-agent").toString(),
            "--driver=simulated",
            "--simulated-port=0",
            "--gateway-url=" + gateway.url(),
            "--agent-id=agent_001",
            "--home=" + folder.resolve("home"));
    builder.environment().put("KEFU_AGENT_SECRET", FakeGateway.SECRET);
    builder.environment().put("JDK_JAVA_OPTIONS", options);
    launcher =
        builder
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("agent.log").toFile())
            .start();
    await().until(gateway::connected);
    await().until(() -> versions().contains(FIRST));
  }

  private ObjectNode publish(Path jar, Path zip) throws Exception {
    ObjectNode args = (ObjectNode) JSON.readTree(SignUpdate.sign(jar, key, zip));
    gateway.files.put("p-1", Files.readAllBytes(zip));
    return args.put("file_id", "p-1");
  }

  /** As the gateway does until it is answered. */
  private boolean askedAgain(String id, ObjectNode args) {
    gateway.send("command", command(id, args));
    return !answers(id).isEmpty();
  }

  private static ObjectNode command(String id, ObjectNode args) {
    ObjectNode command = JSON.createObjectNode().put("command_id", id).put("name", "update");
    command.set("args", args);
    return command;
  }

  private List<String> versions() {
    return gateway.received("hello").stream()
        .map(hello -> hello.get("client_version").asText())
        .toList();
  }

  private List<JsonNode> answers(String commandId) {
    return gateway.received("ack").stream()
        .filter(ack -> ack.path("command_id").asText().equals(commandId))
        .toList();
  }

  private void executable(String name, String text) throws Exception {
    Path file = image.resolve("bin").resolve(name);
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
