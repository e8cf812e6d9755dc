package io.kefu.gateway.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals small secrets for the database with AES-256-GCM; what is sealed under one label cannot be
 * opened under another. Form: nonce of 12 bytes, then ciphertext with tag. Thread-safe.
 */
final class KeySeal {

  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final SecretKey key;

  /**
   * Reads the key.
   *
   * @param base64Url base64url of 32 bytes
   * @throws IllegalStateException when it is not that
   */
  KeySeal(String base64Url) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(base64Url.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("kefu.token-keys.secret is not base64url", e);
    }
    if (bytes.length != KEY_BYTES) {
      throw new IllegalStateException("kefu.token-keys.secret must hold exactly 32 bytes");
    }
    this.key = new SecretKeySpec(bytes, "AES");
  }

  byte[] seal(byte[] open, String label) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, label).doFinal(open);
      return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no AES-GCM", e);
    }
  }

  /**
   * Opens what was sealed under this label.
   *
   * @throws IllegalStateException when the key, the label or the bytes are not the same
   */
  byte[] open(byte[] sealed, String label) {
    if (sealed.length <= NONCE_BYTES) {
      throw new IllegalStateException("sealed value '" + label + "' is too short");
    }
    byte[] nonce = java.util.Arrays.copyOf(sealed, NONCE_BYTES);
    try {
      return cipher(Cipher.DECRYPT_MODE, nonce, label)
          .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "sealed value '"
              + label
              + "' cannot be opened: kefu.token-keys.secret is not the one it was sealed with",
          e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String label) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(label.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
