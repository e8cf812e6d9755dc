package io.kefu.gateway.auth;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/** Makes tokens with the gateway's real keys that no login would give. */
@ApplicationScoped
public class TokenForge {

  private final SigningKeys keys;

  TokenForge(SigningKeys keys) {
    this.keys = keys;
  }

  /** A good token for a person with exactly these permissions. */
  public String person(String tenantId, Set<String> permissions) {
    return token(tenantId, permissions, Duration.ofMinutes(5));
  }

  /** A token that was good until a moment ago. */
  public String expired(String tenantId) {
    return token(tenantId, Permission.ALL, Duration.ofSeconds(-1));
  }

  /** A good token that ends in a moment. */
  public String brief(String tenantId) {
    return token(tenantId, Permission.ALL, Duration.ofSeconds(4));
  }

  /** A good token of an agent. */
  public String agent(String agentId, Duration life) {
    Instant now = Clock.systemUTC().instant();
    return new AccessTokenCodec(Clock.systemUTC())
        .write(
            new AccessClaims(
                Subject.of("acme", SubjectKind.AGENT, agentId, agentId, Role.AGENT),
                UUID.randomUUID(),
                now.minusSeconds(60),
                now.plus(life)),
            UUID.randomUUID(),
            keys.ring().signer(now).orElseThrow());
  }

  private String token(String tenantId, Set<String> permissions, Duration life) {
    Instant now = Clock.systemUTC().instant();
    Subject subject =
        new Subject(
            tenantId,
            SubjectKind.USER,
            UUID.randomUUID().toString(),
            "forged",
            Role.ADMIN.wireName(),
            permissions);
    return new AccessTokenCodec(Clock.systemUTC())
        .write(
            new AccessClaims(subject, UUID.randomUUID(), now.minusSeconds(60), now.plus(life)),
            UUID.randomUUID(),
            keys.ring().signer(now).orElseThrow());
  }
}
