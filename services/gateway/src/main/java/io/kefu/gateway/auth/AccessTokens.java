package io.kefu.gateway.auth;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** Issues and checks access tokens. Safe on the event loop: it never leaves memory. */
@ApplicationScoped
public class AccessTokens {

  /**
   * A fresh token.
   *
   * @param token for {@code Authorization: Bearer}
   * @param claims what it says
   */
  public record Issued(String token, AccessClaims claims) {}

  private final SigningKeys keys;
  private final Revocations revocations;
  private final AuthConfig config;
  private final Clock clock;
  private final Identity ids;
  private final AccessTokenCodec codec;
  private final VerifiedTokens verified;

  /** Uses the installation's keys. */
  public AccessTokens(
      SigningKeys keys, Revocations revocations, AuthConfig config, Clock clock, Identity ids) {
    this.keys = keys;
    this.revocations = revocations;
    this.config = config;
    this.clock = clock;
    this.ids = ids;
    this.codec = new AccessTokenCodec(clock);
    this.verified = new VerifiedTokens(config.verifiedTokens(), config.accessTokenLifetime());
  }

  /** A token for a subject that has just proved who it is. */
  public Issued issue(Subject subject, UUID familyId) {
    Instant now = clock.instant();
    SigningKey key =
        keys.ring()
            .signer(now)
            .orElseThrow(
                () ->
                    new ProblemException(
                        503, "keys_missing", "No signing key yet.", Duration.ofSeconds(5)));
    AccessClaims claims =
        new AccessClaims(subject, familyId, now, now.plus(config.accessTokenLifetime()));
    String token = codec.write(claims, ids.next(), key);
    verified.remember(token, asWritten(claims), key.keyId());
    return new Issued(token, claims);
  }

  /** What reading the token would give: times are written to the millisecond and the second. */
  private static AccessClaims asWritten(AccessClaims claims) {
    return new AccessClaims(
        claims.subject(),
        claims.familyId(),
        claims.issuedAt().truncatedTo(ChronoUnit.MILLIS),
        claims.expiresAt().truncatedTo(ChronoUnit.SECONDS));
  }

  /**
   * Reads a token.
   *
   * @throws InvalidAccessToken when it must not let anyone in
   */
  public AccessClaims verify(String token) throws InvalidAccessToken {
    KeyRing ring = keys.ring();
    Optional<AccessClaims> known = verified.find(token, ring, clock.instant());
    AccessClaims claims = known.isPresent() ? known.get() : codec.read(token, ring);
    if (known.isEmpty()) {
      verified.remember(token, claims, AccessTokenCodec.keyId(token));
    }
    if (revocations.revokes(claims)) {
      throw new InvalidAccessToken("withdrawn");
    }
    return claims;
  }
}
