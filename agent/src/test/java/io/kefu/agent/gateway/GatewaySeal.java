package io.kefu.agent.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The gateway's end of sealed payloads, written from docs/protocol.md and not from the agent. */
final class GatewaySeal {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SecretKeySpec fromAgent;
  private final SecretKeySpec fromGateway;
  private final SecureRandom random = new SecureRandom();
  private long sent;
  private long got;

  GatewaySeal(byte[] key, byte[] agentSalt, byte[] gatewaySalt) {
    byte[] salts = new byte[32];
    System.arraycopy(agentSalt, 0, salts, 0, 16);
    System.arraycopy(gatewaySalt, 0, salts, 16, 16);
    byte[] extracted = hmac(salts, key);
    fromAgent =
        new SecretKeySpec(hmac(extracted, bytes("kefu/2.0 payload agent|agent_001\u0001")), "AES");
    fromGateway =
        new SecretKeySpec(
            hmac(extracted, bytes("kefu/2.0 payload gateway|agent_001\u0001")), "AES");
  }

  ObjectNode seal(String type, JsonNode payload) {
    byte[] nonce = new byte[12];
    random.nextBytes(nonce);
    ObjectNode inside = JSON.createObjectNode().put("seq", ++sent);
    inside.set("payload", payload);
    byte[] data = crypt(Cipher.ENCRYPT_MODE, fromGateway, nonce, type, bytes(inside.toString()));
    return JSON.createObjectNode()
        .put("enc", "A256GCM")
        .put("nonce", base64(nonce))
        .put("data", base64(data));
  }

  JsonNode open(String type, JsonNode payload) throws java.io.IOException {
    byte[] text =
        crypt(
            Cipher.DECRYPT_MODE,
            fromAgent,
            Base64.getUrlDecoder().decode(payload.get("nonce").asText()),
            type,
            Base64.getUrlDecoder().decode(payload.get("data").asText()));
    JsonNode inside = JSON.readTree(text);
    if (inside.get("seq").asLong() != ++got) {
      throw new IllegalStateException("out of turn: " + inside.get("seq") + ", expected " + got);
    }
    return inside.get("payload");
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] crypt(int mode, SecretKeySpec key, byte[] nonce, String type, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(128, nonce));
      cipher.updateAAD(bytes(type + "|agent_001|2.0"));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
