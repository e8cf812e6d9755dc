package io.kefu.ai.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM with a fresh 96-bit nonce for each text. What a text belongs to is bound to it, so
 * that a sealed text moved to another tenant's row does not open. Thread-safe.
 */
public final class Seal {

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  /** A sealed text and the id of the secret that opens it. */
  public record Sealed(String secretId, byte[] nonce, byte[] data) {}

  private final Map<String, SecretKeySpec> secrets = new HashMap<>();
  private final String active;
  private final SecureRandom random = new SecureRandom();

  /**
   * A seal.
   *
   * @param active id of the secret for new texts
   * @param encoded base64url of 32 bytes, by id
   * @throws IllegalArgumentException when a secret is of another length, or the active one missing
   */
  public Seal(String active, Map<String, String> encoded) {
    this.active = active;
    encoded.forEach((id, text) -> secrets.put(id, secret(id, text)));
    if (!secrets.containsKey(active)) {
      throw new IllegalArgumentException("kefu.ai.keys.secrets has no secret " + active);
    }
  }

  private static SecretKeySpec secret(String id, String text) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("kefu.ai.keys.secrets." + id + " is not base64url");
    }
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "kefu.ai.keys.secrets." + id + " must hold " + KEY_BYTES + " bytes");
    }
    return new SecretKeySpec(bytes, "AES");
  }

  /** Seals a text for what it belongs to. */
  public Sealed seal(String text, String belongsTo) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, secrets.get(active), nonce, belongsTo);
      return new Sealed(active, nonce, cipher.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot seal", e);
    }
  }

  /**
   * Opens a text.
   *
   * @throws GeneralSecurityException when the secret is gone, or the text was changed or moved
   */
  public String open(Sealed sealed, String belongsTo) throws GeneralSecurityException {
    SecretKeySpec secret = secrets.get(sealed.secretId());
    if (secret == null) {
      throw new GeneralSecurityException("no secret " + sealed.secretId());
    }
    Cipher cipher = cipher(Cipher.DECRYPT_MODE, secret, sealed.nonce(), belongsTo);
    return new String(cipher.doFinal(sealed.data()), StandardCharsets.UTF_8);
  }

  private static Cipher cipher(int mode, SecretKeySpec secret, byte[] nonce, String belongsTo)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, secret, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(belongsTo.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
