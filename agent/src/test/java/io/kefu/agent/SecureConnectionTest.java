package io.kefu.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kefu.agent.gateway.ConnectProxy;
import io.kefu.agent.gateway.FakeGateway;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS 1.3, pins and a proxy, with a gateway whose certificate is made here. */
class SecureConnectionTest {

  private static final String PASSWORD = "changeit-in-test";

  @TempDir static Path keys;
  private static Path certificate;
  private static KeyStore store;

  @TempDir Path home;
  private FakeGateway gateway;

  @BeforeAll
  static void makeCertificate() throws Exception {
    Path file = keys.resolve("gateway.p12");
    certificate = keys.resolve("gateway.pem");
    keytool(
        "-genkeypair",
        "-alias",
        "gateway",
        "-keyalg",
        "EC",
        "-dname",
        "CN=gateway",
        "-ext",
        "san=ip:127.0.0.1",
        "-storetype",
        "PKCS12",
        "-keystore",
        file.toString());
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "gateway",
        "-keystore",
        file.toString(),
        "-file",
        certificate.toString());
    store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
  }

  @AfterEach
  void everyFrameKeptTheContract() throws Exception {
    gateway.close();
    assertThat(gateway.violations()).isEmpty();
  }

  @Test
  void tls13WithTheRightPinWorks() throws Exception {
    gateway = secure("TLSv1.3");
    try (AgentUnderTest agent = agent(Optional.empty(), List.of(pin()))) {

      agent.say("a", "m-1", "secret");

      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));
    }
  }

  @Test
  void anotherPinIsRefusedThoughTheAuthorityIsTrusted() throws Exception {
    gateway = secure("TLSv1.3");
    String other = Base64.getEncoder().encodeToString(new byte[32]);
    try (AgentUnderTest agent = agent(Optional.empty(), List.of(other))) {

      agent.say("a", "m-1", "secret");

      assertStaysAway(agent);
    }
  }

  @Test
  void tls12IsRefused() throws Exception {
    gateway = secure("TLSv1.2");
    try (AgentUnderTest agent = agent(Optional.empty(), List.of())) {

      agent.say("a", "m-1", "secret");

      assertStaysAway(agent);
    }
  }

  @Test
  void everythingGoesThroughTheProxy() throws Exception {
    gateway = secure("TLSv1.3");
    ConnectProxy proxy = new ConnectProxy();
    try (AgentUnderTest agent = agent(Optional.of("http://127.0.0.1:" + proxy.port()), List.of())) {

      agent.say("a", "m-1", "secret");

      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));
      assertThat(proxy.targets)
          .hasSizeGreaterThanOrEqualTo(2)
          .containsOnly("127.0.0.1:" + gateway.url().getPort());
    } finally {
      proxy.close();
    }
  }

  private void assertStaysAway(AgentUnderTest agent) {
    await().untilAsserted(() -> assertThat(agent.ids("said")).containsExactly("m-1"));
    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(gateway.logins).hasValue(0));
  }

  private AgentUnderTest agent(Optional<String> proxy, List<String> pins) throws IOException {
    return new AgentUnderTest(
        gateway.url(),
        FakeGateway.SECRET,
        home,
        AgentUnderTest.QUICK,
        proxy,
        Optional.of(certificate),
        pins);
  }

  private static FakeGateway secure(String protocol) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    ServerSocketFactory plain = context.getServerSocketFactory();
    return new FakeGateway("https", new OneProtocol(plain, protocol));
  }

  private static String pin() throws Exception {
    byte[] key = store.getCertificate("gateway").getPublicKey().getEncoded();
    return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(keys.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor()).isZero();
  }

  /** Doors that speak one version of TLS. */
  private static final class OneProtocol extends ServerSocketFactory {

    private final ServerSocketFactory doors;
    private final String protocol;

    OneProtocol(ServerSocketFactory doors, String protocol) {
      this.doors = doors;
      this.protocol = protocol;
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
      return only(doors.createServerSocket());
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
      return only(doors.createServerSocket(port));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
      return only(doors.createServerSocket(port, backlog));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
        throws IOException {
      return only(doors.createServerSocket(port, backlog, address));
    }

    private ServerSocket only(ServerSocket socket) {
      ((SSLServerSocket) socket).setEnabledProtocols(new String[] {protocol});
      return socket;
    }
  }
}
