package io.kefu.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.kefu.agent.identity.StoredIdentity;
import io.kefu.agent.link.Enrolment;
import io.kefu.agent.link.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first start of an agent for which nobody typed a secret. */
class EnrolmentTest {

  private static final String SECRET = "a-secret-that-nobody-typed";

  @TempDir Path home;

  private HttpServer gateway;
  private volatile String received;

  @BeforeEach
  void openGateway() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext(
        "/api/v1/agents/enrol",
        exchange -> {
          received = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          boolean good = received.contains("ABCD-EFGHJK");
          byte[] answer =
              (good
                      ? "{\"tenant_id\":\"acme\",\"agent_id\":\"agent_007\",\"secret_key\":\""
                          + SECRET
                          + "\"}"
                      : "{\"status\":401,\"detail\":\"ask for another one\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(good ? 200 : 401, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    gateway.start();
  }

  @AfterEach
  void closeGateway() {
    gateway.stop(0);
  }

  @Test
  void theCodeBecomesAnIdentityThatLaterStartsUse() throws Exception {
    StoredIdentity identity = Enrolment.enrol(transport(), "ABCD-EFGHJK", "FRONT-DESK-1");
    identity.store(home, new SecureRandom());

    AgentConfig config =
        Settings.read(List.of("--gateway-url=http://localhost:1", "--home=" + home), Map.of())
            .config();

    assertThat(config.agentId()).isEqualTo("agent_007");
    assertThat(config.secret()).isEqualTo(SECRET);
    assertThat(received).contains("FRONT-DESK-1");
    assertThat(
            new String(Files.readAllBytes(home.resolve("identity")), StandardCharsets.ISO_8859_1))
        .doesNotContain(SECRET)
        .doesNotContain("agent_007");
    assertThat(identity.toString()).doesNotContain(SECRET);
  }

  @Test
  void aRefusalSaysWhatToDoAndAnOldKeyToo() throws Exception {
    assertThatThrownBy(() -> Enrolment.enrol(transport(), "WRONG", "x"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("401")
        .hasMessageContaining("ask for another one");
    new StoredIdentity("agent_007", SECRET, Optional.empty()).store(home, new SecureRandom());
    Files.delete(home.resolve("store.key"));

    assertThatThrownBy(() -> StoredIdentity.load(home, new SecureRandom()))
        .hasMessageContaining("enrol this agent with a new code");
    assertThat(StoredIdentity.load(home.resolve("elsewhere"), new SecureRandom())).isEmpty();
  }

  private Transport transport() throws IOException {
    return Transport.of(
        URI.create("http://127.0.0.1:" + gateway.getAddress().getPort()),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }
}
