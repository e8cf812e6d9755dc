package io.kefu.gateway.auth;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

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

  /** Good in everything but what the change does to its claims; signed with the real key. */
  public String changed(String tenantId, Consumer<JwtClaims> change) {
    Instant now = Clock.systemUTC().instant();
    SigningKey key = keys.ring().signer(now).orElseThrow();
    try {
      JwtClaims claims =
          JwtClaims.parse(
              new String(
                  Base64.getUrlDecoder().decode(person(tenantId, Permission.ALL).split("\\.")[1]),
                  StandardCharsets.UTF_8));
      change.accept(claims);
      JsonWebSignature signature = new JsonWebSignature();
      signature.setHeader("typ", AccessTokenCodec.TYPE);
      signature.setAlgorithmHeaderValue("ES256");
      signature.setKeyIdHeaderValue(key.keyId());
      signature.setKey(key.privateKey());
      signature.setPayload(claims.toJson());
      return signature.getCompactSerialization();
    } catch (JoseException | InvalidJwtException e) {
      throw new IllegalStateException(e);
    }
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
