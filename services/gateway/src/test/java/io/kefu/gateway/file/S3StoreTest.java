package io.kefu.gateway.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against S3Proxy as a program of its own, which checks signatures (AWS Signature 4). */
class S3StoreTest {

  @TempDir static Path folder;

  private static Process proxy;
  private static int port;

  @BeforeAll
  static void start() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Files.createDirectories(folder.resolve("data/kefu-files"));
    Path settings = folder.resolve("s3proxy.conf");
    Files.writeString(
        settings,
        """
        s3proxy.endpoint=http://127.0.0.1:%d
        s3proxy.authorization=aws-v4
        s3proxy.identity=kefu-test
        s3proxy.credential=not-a-real-secret
        jclouds.provider=filesystem-nio2
        jclouds.identity=x
        jclouds.credential=x
        jclouds.filesystem.basedir=%s
        """
            .formatted(port, folder.resolve("data")));
    proxy =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                "target/s3proxy/s3proxy.jar",
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile())
            .start();
    Awaitility.await("s3proxy").atMost(Duration.ofMinutes(2)).until(S3StoreTest::listens);
  }

  @AfterAll
  static void stop() {
    proxy.destroyForcibly().onExit().join();
  }

  @Test
  void aFileIsKeptGivenInRangesAndForgotten() throws Exception {
    Path file = Files.writeString(Files.createTempFile(folder, "f", ""), "0123456789");
    try (S3Store store = new S3Store(config("not-a-real-secret"))) {

      store.put("acme/1", file, "text/plain");

      try (InputStream part = store.read("acme/1", 3, 4)) {
        assertThat(new String(part.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("3456");
      }
      store.delete("acme/1");
      store.delete("acme/1");
      assertThatThrownBy(() -> store.read("acme/1", 0, 1)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aWrongKeyIsRefusedByTheService() throws Exception {
    Path file = Files.writeString(Files.createTempFile(folder, "f", ""), "0123456789");
    try (S3Store store = new S3Store(config("another-secret"))) {

      assertThatThrownBy(() -> store.put("acme/2", file, "text/plain"))
          .isInstanceOf(IOException.class)
          .rootCause()
          .hasMessageContaining("403");
    }
  }

  private static boolean listens() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static FileConfig.S3 config(String secret) {
    return new FileConfig.S3() {
      @Override
      public Optional<String> endpoint() {
        return Optional.of("http://127.0.0.1:" + port);
      }

      @Override
      public String region() {
        return "us-east-1";
      }

      @Override
      public String bucket() {
        return "kefu-files";
      }

      @Override
      public Optional<String> accessKey() {
        return Optional.of("kefu-test");
      }

      @Override
      public Optional<String> secretKey() {
        return Optional.of(secret);
      }

      @Override
      public boolean pathStyle() {
        return true;
      }

      @Override
      public String serverSideEncryption() {
        return "none";
      }
    };
  }
}
