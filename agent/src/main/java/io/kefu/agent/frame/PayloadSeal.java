package io.kefu.agent.frame;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import io.kefu.agent.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The agent's end of sealed payloads (docs/protocol.md): AES-256-GCM under keys of this session
 * alone, one for each direction, made by HKDF-SHA-256 from the agent's key and both salts; bound to
 * {@code type|agent_id|version} and numbered, so that nothing can be changed, repeated, left out or
 * moved. Not thread-safe.
 */
public final class PayloadSeal {

  /** The one algorithm. */
  public static final String A256GCM = "A256GCM";

  /** Bytes of an agent's key. */
  public static final int KEY_BYTES = 32;

  /** Bytes of a salt. */
  public static final int SALT_BYTES = 16;

  /** Room for nonce, tag, number, field names and the frame around them. */
  private static final int OVERHEAD = 320;

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY_ID_BYTES = 8;
  private static final String HMAC = "HmacSHA256";

  private final String agentId;
  private final SecretKeySpec sealing;
  private final SecretKeySpec opening;
  private final SecureRandom random;
  private long sealed;
  private long opened;

  /** A payload does not open. */
  public static final class Broken extends Exception {
    private static final long serialVersionUID = 1;

    Broken(String what) {
      super(what);
    }
  }

  /** One session. */
  public PayloadSeal(
      byte[] key, String agentId, byte[] agentSalt, byte[] serverSalt, SecureRandom random) {
    this.agentId = agentId;
    this.random = random;
    byte[] salts = ByteBuffer.allocate(2 * SALT_BYTES).put(agentSalt).put(serverSalt).array();
    byte[] extracted = hmac(salts, key);
    this.sealing = expanded(extracted, "kefu/2.0 payload agent|" + agentId);
    this.opening = expanded(extracted, "kefu/2.0 payload gateway|" + agentId);
  }

  /** Names a key without telling it. */
  public static String keyId(byte[] key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update("kefu/2.0 payload key id|".getBytes(StandardCharsets.UTF_8));
      byte[] hash = digest.digest(key);
      StringBuilder id = new StringBuilder();
      for (int i = 0; i < KEY_ID_BYTES; i++) {
        id.append(Character.forDigit(hash[i] >> 4 & 0xf, 16))
            .append(Character.forDigit(hash[i] & 0xf, 16));
      }
      return id.toString();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** How long a plain frame may be so that the sealed one has at most this many bytes. */
  int plainBytes(int maxBytes) {
    return Math.max(0, maxBytes - OVERHEAD) / 4 * 3;
  }

  /** Seals the next payload; what is sealed must be sent, in this order. */
  Map<String, Object> seal(String type, Map<String, Object> payload) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    Map<String, Object> inside = new LinkedHashMap<>();
    inside.put("seq", ++sealed);
    inside.put("payload", payload);
    try {
      byte[] data =
          cipher(Cipher.ENCRYPT_MODE, sealing, nonce, type)
              .doFinal(Json.write(inside).getBytes(StandardCharsets.UTF_8));
      Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("enc", A256GCM);
      out.put("nonce", base64.encodeToString(nonce));
      out.put("data", base64.encodeToString(data));
      return out;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES-GCM", e);
    }
  }

  /** Opens the next payload of the gateway. */
  JsonObject open(String type, JsonObject payload) throws Broken {
    try {
      if (!A256GCM.equals(payload.optionalText("enc").orElse(""))) {
        throw new Broken("the payload is not sealed");
      }
      byte[] nonce = Base64.getUrlDecoder().decode(payload.text("nonce"));
      if (nonce.length != NONCE_BYTES) {
        throw new Broken("the nonce has not " + NONCE_BYTES + " bytes");
      }
      byte[] text =
          cipher(Cipher.DECRYPT_MODE, opening, nonce, type)
              .doFinal(Base64.getUrlDecoder().decode(payload.text("data")));
      JsonObject inside = Json.read(new String(text, StandardCharsets.UTF_8));
      if (inside.integer("seq", -1) != opened + 1) {
        throw new Broken("a payload came twice, or one is missing before it");
      }
      opened++;
      return inside.object("payload");
    } catch (GeneralSecurityException | IllegalArgumentException | BadJson e) {
      throw new Broken("the payload does not open");
    }
  }

  private Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, String type)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    String place = type + '|' + agentId + '|' + FrameWriter.PROTOCOL;
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  /** One block of HKDF-Expand is exactly one key. */
  private static SecretKeySpec expanded(byte[] extracted, String info) {
    byte[] name = info.getBytes(StandardCharsets.UTF_8);
    byte[] block = ByteBuffer.allocate(name.length + 1).put(name).put((byte) 1).array();
    return new SecretKeySpec(hmac(extracted, block), "AES");
  }

  private static byte[] hmac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
    }
  }
}
