package io.kefu.gateway.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Access tokens whose signature this replica has checked, or made: checking one costs milliseconds
 * of elliptic curves, and the agents of a line that comes back all show theirs again at once. Kept
 * by their hash, so that a look into the memory gives no token away. Only the signature is
 * remembered: expiry, the key's own end and withdrawals are looked at each time. Thread-safe.
 */
final class VerifiedTokens {

  private record Verified(AccessClaims claims, String keyId) {}

  private final Cache<String, Verified> tokens;

  VerifiedTokens(long most, Duration life) {
    this.tokens = Caffeine.newBuilder().maximumSize(most).expireAfterWrite(life).build();
  }

  /** What a token says, when its signature is known to be good and it is in force. */
  Optional<AccessClaims> find(String token, KeyRing ring, Instant now) {
    return Optional.ofNullable(tokens.getIfPresent(hash(token)))
        .filter(known -> ring.verifier(known.keyId(), now).isPresent())
        .map(Verified::claims)
        .filter(claims -> now.isBefore(claims.expiresAt()));
  }

  /** A token was signed by this key. */
  void remember(String token, AccessClaims claims, String keyId) {
    tokens.put(hash(token), new Verified(claims, keyId));
  }

  private static String hash(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return new String(digest, StandardCharsets.ISO_8859_1);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }
}
