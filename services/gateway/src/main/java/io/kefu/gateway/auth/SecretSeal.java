package io.kefu.gateway.auth;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Seals small secrets that must be read again (second factors, stored answers) with the key of
 * {@code kefu.token-keys.secret}; each under a label of its own. Thread-safe.
 */
@ApplicationScoped
public class SecretSeal {

  private final KeySeal seal;

  /** Fails the start when the key is missing or malformed. */
  public SecretSeal(TokenKeysConfig config) {
    this.seal = new KeySeal(config.secret());
  }

  /** Seals bytes under a label. */
  public byte[] seal(byte[] open, String label) {
    return seal.seal(open, label);
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
