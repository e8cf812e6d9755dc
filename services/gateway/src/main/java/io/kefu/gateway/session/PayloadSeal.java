package io.kefu.gateway.session;

import io.kefu.contracts.frame.SealedPayload;
import io.kefu.contracts.frame.Sealing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals and opens the payloads of one session: AES-256-GCM with random nonces of 96 bits, bound to
 * the frame's {@code type|agent_id|version}. Each session and each direction has a key of its own,
 * made by HKDF-SHA-256 from the agent's key and the salts of both ends, so that no frame of another
 * session, and none of our own, opens here; within a session a counter finds what was repeated,
 * left out or moved. Pure; each direction is for one thread at a time.
 */
public final class PayloadSeal {

  /** Bytes of an agent's key. */
  public static final int KEY_BYTES = 32;

  /** Bytes of a salt. */
  static final int SALT_BYTES = 16;

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String HMAC = "HmacSHA256";
  private static final String FROM_AGENT = "kefu/2.0 payload agent|";
  private static final String FROM_GATEWAY = "kefu/2.0 payload gateway|";
  private static final String KEY_ID = "kefu/2.0 payload key id|";
  private static final int KEY_ID_BYTES = 8;

  private final SecretKeySpec opening;
  private final SecretKeySpec sealing;
  private final SecureRandom random;
  private long opened;
  private long sealed;

  private PayloadSeal(SecretKeySpec opening, SecretKeySpec sealing, SecureRandom random) {
    this.opening = opening;
    this.sealing = sealing;
    this.random = random;
  }

  /** A payload does not open: another key, a changed bit, or a frame of another place or time. */
  public static final class Broken extends Exception {
    private static final long serialVersionUID = 1;

    Broken(String what) {
      super(what);
    }
  }

  /** The server's end of a session. */
  static PayloadSeal ofServer(
      byte[] key, String agentId, byte[] agentSalt, byte[] serverSalt, SecureRandom random) {
    return ends(key, agentId, agentSalt, serverSalt, random, true);
  }

  /** The agent's end, for tests and tools that speak as one. */
  public static PayloadSeal ofAgent(
      byte[] key, String agentId, byte[] agentSalt, byte[] serverSalt, SecureRandom random) {
    return ends(key, agentId, agentSalt, serverSalt, random, false);
  }

  private static PayloadSeal ends(
      byte[] key,
      String agentId,
      byte[] agentSalt,
      byte[] serverSalt,
      SecureRandom random,
      boolean server) {
    byte[] salts =
        ByteBuffer.allocate(agentSalt.length + serverSalt.length)
            .put(agentSalt)
            .put(serverSalt)
            .array();
    byte[] extracted = hmac(salts, key);
    SecretKeySpec fromAgent = expanded(extracted, FROM_AGENT + agentId);
    SecretKeySpec fromServer = expanded(extracted, FROM_GATEWAY + agentId);
    return server
        ? new PayloadSeal(fromAgent, fromServer, random)
        : new PayloadSeal(fromServer, fromAgent, random);
  }

  /** Names a key without telling it. */
  public static String keyId(byte[] key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(KEY_ID.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(key), KEY_ID_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }

  /** Seals the next payload, a JSON object; what is sealed must be sent in this order. */
  public SealedPayload seal(String place, String payload) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    String text = "{\"seq\":" + (++sealed) + ",\"payload\":" + payload + '}';
    try {
      byte[] data =
          cipher(Cipher.ENCRYPT_MODE, sealing, nonce, place)
              .doFinal(text.getBytes(StandardCharsets.UTF_8));
      Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
      return new SealedPayload(
          Sealing.A256GCM, base64.encodeToString(nonce), base64.encodeToString(data));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no AES-GCM", e);
    }
  }

  /** Opens a payload; what is inside still has to prove its turn with {@link #inTurn}. */
  public String open(String place, SealedPayload payload) throws Broken {
    if (!Sealing.A256GCM.equals(payload.enc())) {
      throw new Broken("enc must be " + Sealing.A256GCM);
    }
    try {
      byte[] nonce = Base64.getUrlDecoder().decode(payload.nonce());
      if (nonce.length != NONCE_BYTES) {
        throw new Broken("nonce must have " + NONCE_BYTES + " bytes");
      }
      byte[] text =
          cipher(Cipher.DECRYPT_MODE, opening, nonce, place)
              .doFinal(Base64.getUrlDecoder().decode(payload.data()));
      return new String(text, StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new Broken("the payload does not open");
    }
  }

  /** Whether it is the turn of the payload with this number; false for a repetition or a gap. */
  public boolean inTurn(long number) {
    if (number != opened + 1) {
      return false;
    }
    opened = number;
    return true;
  }

  /** A payload was passed over unread, as one of too many; the next has its number after it. */
  public void passOver() {
    opened++;
  }

  /** What a payload is bound to (design.md §4). */
  public static String place(String type, String agentId, String version) {
    return type + '|' + agentId + '|' + version;
  }

  private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, String place)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
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
      throw new IllegalStateException("this JVM has no HMAC-SHA-256", e);
    }
  }
}
