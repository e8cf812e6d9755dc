package io.kefu.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.gateway.session.PayloadSeal;
import io.kefu.gateway.testing.AgentClient;
import io.kefu.gateway.testing.GatewayProcess;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.testharness.KefuBackends;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged gateway with {@code kefu.session.sealing=required}. */
class SealingRequiredIT {

  private static final String AGENT = GatewaySecrets.AGENT;

  @TempDir Path logs;

  @Test
  void onlyAnAgentThatSealsIsLetIn() {
    KefuBackends backends = new KefuBackends();
    backends.init(Map.of("schema", "gateway"));
    Map<String, String> settings = new HashMap<>(backends.start());
    settings.putAll(new GatewaySecrets().start());
    settings.put("kefu.session.sealing", "required");
    try (GatewayProcess gateway = GatewayProcess.start(settings, logs.resolve("gateway.log"))) {
      gateway.awaitUp();

      AgentClient old = gateway.connect(gateway.agentToken());
      old.hello(AGENT);
      assertThat(old.await("error").path("code").asText()).isEqualTo("sealing_required");
      assertThat(old.awaitClose()).isEqualTo(1008);
      assertThat(old.count("welcome")).isZero();

      // REST seals nothing, so it is no way around.
      String token = gateway.agentToken();
      for (JsonNode refused :
          List.of(
              gateway.get("/api/v1/agents/" + AGENT + "/replies?wait=0", token),
              gateway.get("/api/v1/messages/m1/reply", token),
              gateway.post("/api/v1/messages", token, Map.of("message", Map.of("id", "m1"))),
              gateway.post("/api/v1/heartbeat", token, Map.of()),
              gateway.post(
                  "/api/v1/agents/" + AGENT + "/acks",
                  token,
                  Map.of("reply_id", "r1", "status", "SENT")))) {
        assertThat(refused.path("status").asInt()).as(refused.toString()).isEqualTo(403);
        assertThat(refused.path("code").asText()).isEqualTo("sealing_required");
      }

      byte[] key = newKey(gateway);
      byte[] salt = "salt-of-an-agent".getBytes(StandardCharsets.UTF_8);
      AgentClient sealing =
          Awaitility.await("let in")
              .until(() -> gateway.connect(gateway.agentToken()), one -> one.status() == 101);
      sealing.send(
          "hello",
          AGENT,
          """
          {"client_version":"0.1.0","wechat_status":"SIMULATED","rules_version":0,
           "sealing":{"enc":"A256GCM","key_id":"%s","salt":"%s"}}\
          """
              .formatted(
                  PayloadSeal.keyId(key),
                  Base64.getUrlEncoder().withoutPadding().encodeToString(salt)));
      JsonNode answer = sealing.await("welcome").path("sealing");
      sealing.sealWith(
          PayloadSeal.ofAgent(
              key,
              AGENT,
              salt,
              Base64.getUrlDecoder().decode(answer.path("salt").asText()),
              new SecureRandom()));
      sealing.message(AGENT, "m-sealed", "c1", "你好");
      sealing.await("ack");
      sealing.close();
    }
  }

  private static byte[] newKey(GatewayProcess gateway) {
    String admin =
        gateway
            .post(
                "/api/v1/auth/login",
                null,
                Map.of(
                    "username", GatewaySecrets.ADMIN, "password", GatewaySecrets.adminPassword()))
            .path("access_token")
            .textValue();
    return Base64.getUrlDecoder()
        .decode(
            gateway
                .post("/api/v1/agents/" + AGENT + "/payload-key", admin, Map.of())
                .path("payload_key")
                .asText());
  }
}
