package io.kefu.chassis.servicetoken;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Issues the tokens with which this service calls another one (design.md §5). A token names the
 * calling service and the tenant it acts for; the called service takes the tenant from here and
 * never from a body. A user's own token never leaves the gateway.
 *
 * <p>Safe on the event loop: signing is a keyed hash, and a token is reused for half its life.
 */
@ApplicationScoped
public class ServiceTokens {

  /** Issuer of every service token. */
  public static final String ISSUER = "kefu-services";

  /** Audience of every service token. */
  public static final String AUDIENCE = "kefu-internal";

  /** Role that internal endpoints ask for. */
  public static final String ROLE = "service";

  /** Claim with the tenant the call is for. */
  public static final String TENANT_CLAIM = "tenant_id";

  /** Claim with the user or agent on whose behalf the call is made, for the audit trail. */
  public static final String ACTOR_CLAIM = "actor";

  /** Header with the milliseconds the caller still waits. */
  public static final String DEADLINE_HEADER = "Kefu-Deadline-Ms";

  private static final int MIN_SECRET_BYTES = 32;
  private static final int MAX_CACHED_TOKENS = 10_000;

  private record Key(String tenantId, String actor) {}

  private record Issued(String bearer, Instant reuseUntil) {}

  private final ConcurrentMap<Key, Issued> issued = new ConcurrentHashMap<>();
  private final ServiceTokenConfig config;
  private final String service;
  private final Clock clock;
  private final SecretKey key;

  /**
   * Reads the shared key.
   *
   * @throws IllegalStateException when the secret is not base64url of at least 32 bytes
   */
  public ServiceTokens(
      ServiceTokenConfig config,
      @ConfigProperty(name = "quarkus.application.name") String service,
      Clock clock) {
    this.config = config;
    this.service = service;
    this.clock = clock;
    this.key = key(config);
  }

  /** An {@code Authorization} header value for a call on a tenant's behalf. */
  public String bearer(String tenantId) {
    return bearer(tenantId, null);
  }

  /** The same, naming the user or agent that caused the call; null for the service itself. */
  public String bearer(String tenantId, String actor) {
    Instant now = clock.instant();
    Key cacheKey = new Key(tenantId, actor);
    Issued known = issued.get(cacheKey);
    if (known != null && now.isBefore(known.reuseUntil())) {
      return known.bearer();
    }
    if (issued.size() >= MAX_CACHED_TOKENS) {
      issued.clear();
    }
    Issued fresh =
        new Issued(
            "Bearer " + sign(tenantId, actor, now), now.plus(config.lifetime().dividedBy(2)));
    issued.put(cacheKey, fresh);
    return fresh.bearer();
  }

  private String sign(String tenantId, String actor, Instant now) {
    var claims =
        Jwt.issuer(ISSUER)
            .audience(AUDIENCE)
            .subject(service)
            .upn(service)
            .groups(Set.of(ROLE))
            .claim(TENANT_CLAIM, tenantId)
            .issuedAt(now)
            .expiresAt(now.plus(config.lifetime()));
    if (actor != null) {
      claims.claim(ACTOR_CLAIM, actor);
    }
    return claims.jws().algorithm(SignatureAlgorithm.HS256).sign(key);
  }

  static SecretKey key(ServiceTokenConfig config) {
    return new SecretKeySpec(decode(config.secret()), "HmacSHA256");
  }

  private static byte[] decode(String secret) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(secret);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("kefu.service-token.secret is not base64url", e);
    }
    if (bytes.length < MIN_SECRET_BYTES) {
      throw new IllegalStateException(
          "kefu.service-token.secret must hold at least " + MIN_SECRET_BYTES + " bytes");
    }
    return bytes;
  }
}
