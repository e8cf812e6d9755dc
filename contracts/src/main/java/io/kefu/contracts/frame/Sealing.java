package io.kefu.contracts.frame;

import static java.util.Objects.requireNonNull;

/**
 * How payloads of a session are sealed on top of TLS: an agent offers it in {@code hello}, the
 * server takes it up in {@code welcome}. From then on every payload, both ways, is a {@link
 * SealedPayload} under keys made from the agent's key and both salts (docs/protocol.md).
 *
 * @param enc algorithm; {@code A256GCM}
 * @param keyId which of the agent's keys, as {@code SHA-256} fingerprint; says nothing of the key
 * @param salt base64url of 16 random bytes, new in every session
 */
public record Sealing(String enc, String keyId, String salt) {

  /** The one algorithm of protocol 2.0. */
  public static final String A256GCM = "A256GCM";

  /** Checks that every required value is there. */
  public Sealing {
    requireNonNull(enc, "sealing.enc");
    requireNonNull(keyId, "sealing.key_id");
    requireNonNull(salt, "sealing.salt");
  }
}
