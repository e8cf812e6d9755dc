package io.kefu.agent.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.agent.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/** The vector that agent and gateway keep alike, made by a third implementation. */
class PayloadSealTest {

  private static final byte[] KEY = bytes("0123456789abcdef0123456789abcdef");

  @Test
  void whatTheGatewaySealedOpensOnce() throws Exception {
    PayloadSeal seal =
        new PayloadSeal(
            KEY,
            "agent_001",
            bytes("salt-of-an-agent"),
            bytes("salt-of-gateway!"),
            new SecureRandom());
    String sealed =
        "{\"enc\":\"A256GCM\",\"nonce\":\"AAECAwQFBgcICQoL\",\"data\":\""
            + "6COrK42tZUZ1eEcMkhAf794j27NlAgwmBznTWHKlKjZdew0fqe4c1F-fai3eIyS_OCg3ivwqIyc"
            + "\"}";

    assertThat(seal.open("reply", Json.read(sealed)).text("content")).isEqualTo("你好");

    assertThat(PayloadSeal.keyId(KEY)).isEqualTo("8c9be04da198b4b0");
    assertThatThrownBy(() -> seal.open("reply", Json.read(sealed)))
        .isInstanceOf(PayloadSeal.Broken.class);
    assertThatThrownBy(() -> seal.open("command", Json.read(sealed)))
        .isInstanceOf(PayloadSeal.Broken.class);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
