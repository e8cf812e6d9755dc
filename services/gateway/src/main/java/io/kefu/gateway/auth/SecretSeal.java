package io.kefu.gateway.auth;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals small secrets that must be read again (second factors, stored answers) with the key of
 * {@code kefu.token-keys.secret}; each under a label of its own. Thread-safe.
 */
@ApplicationScoped
public class SecretSeal {

  private static final String HMAC = "HmacSHA256";
  private static final byte[] FINGERPRINT = "kefu fingerprint".getBytes(StandardCharsets.UTF_8);

  private final KeySeal seal;
  private final SecretKeySpec fingerprintKey;

  /** Fails the start when the key is missing or malformed. */
  public SecretSeal(TokenKeysConfig config) {
    this.seal = new KeySeal(config.secret());
    byte[] secret = Base64.getUrlDecoder().decode(config.secret().strip());
    this.fingerprintKey =
        new SecretKeySpec(hmac(new SecretKeySpec(secret, HMAC), FINGERPRINT), HMAC);
  }

  /** Seals bytes under a label. */
  public byte[] seal(byte[] open, String label) {
    return seal.seal(open, label);
  }

  /**
   * Tells whether two texts are the same without keeping either: a reader of the database cannot
   * try guesses against it.
   */
  public byte[] fingerprint(byte[] text) {
    return hmac(fingerprintKey, text);
  }

  private static byte[] hmac(SecretKeySpec key, byte[] text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no HMAC-SHA-256", e);
    }
  }

  /**
   * Opens what was sealed under the label.
   *
   * @throws IllegalStateException when key, label or bytes are not the same
   */
  public byte[] open(byte[] sealed, String label) {
    return seal.open(sealed, label);
  }
}
