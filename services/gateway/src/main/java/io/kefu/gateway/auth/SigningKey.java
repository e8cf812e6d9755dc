package io.kefu.gateway.auth;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Instant;

/**
 * A key pair and the times that bound its use.
 *
 * @param keyId the {@code kid} in tokens
 * @param publicKey verifies
 * @param privateKey signs
 * @param publicJwk public half as a JWK object
 * @param signsFrom from then on new tokens may carry it; before, it is only announced
 * @param signsUntil new tokens are no longer signed with it
 * @param verifiesUntil the last token it signed has expired
 */
record SigningKey(
    String keyId,
    PublicKey publicKey,
    PrivateKey privateKey,
    String publicJwk,
    Instant signsFrom,
    Instant signsUntil,
    Instant verifiesUntil) {

  boolean signsAt(Instant now) {
    return !now.isBefore(signsFrom) && now.isBefore(signsUntil);
  }

  boolean verifiesAt(Instant now) {
    return now.isBefore(verifiesUntil);
  }
}
