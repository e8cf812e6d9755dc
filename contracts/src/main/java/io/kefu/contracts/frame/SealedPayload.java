package io.kefu.contracts.frame;

import static java.util.Objects.requireNonNull;

/**
 * A payload that only the two ends can read, in place of the plain one.
 *
 * @param enc algorithm; {@code A256GCM}
 * @param nonce base64url of 12 random bytes
 * @param data base64url of ciphertext and tag; inside is {@code {"seq": n, "payload": {…}}}, {@code
 *     seq} counting from 1 in each direction
 */
public record SealedPayload(String enc, String nonce, String data) {

  /** Checks that every required value is there. */
  public SealedPayload {
    requireNonNull(enc, "enc");
    requireNonNull(nonce, "nonce");
    requireNonNull(data, "data");
  }
}
