package io.kefu.testharness;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Properties;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Service tokens as a neighbour would show them, and the wrong ones that must be refused. */
public final class TestTokens {

  private static final String SHARED_SECRET = "kefu.test.service-token-secret";

  /** One object for all class loaders. */
  private static final Object LOCK = TestTokens.class.getName().intern();

  private TestTokens() {}

  /** The shared key of this test run; the same in all of Quarkus's class loaders. */
  public static String secret() {
    Properties shared = System.getProperties();
    synchronized (LOCK) {
      if (!shared.containsKey(SHARED_SECRET)) {
        shared.setProperty(SHARED_SECRET, randomSecret());
      }
      return shared.getProperty(SHARED_SECRET);
    }
  }

  /** A good token for a tenant, as an {@code Authorization} header value. */
  public static String service(String tenantId) {
    return bearer(
        ServiceTokens.ISSUER,
        ServiceTokens.AUDIENCE,
        tenantId,
        Instant.now().plus(Duration.ofMinutes(5)),
        key(secret()));
  }

  /** Signed with another key. */
  public static String forged(String tenantId) {
    return bearer(
        ServiceTokens.ISSUER,
        ServiceTokens.AUDIENCE,
        tenantId,
        Instant.now().plus(Duration.ofMinutes(5)),
        key(randomSecret()));
  }

  /** Expired an hour ago. */
  public static String expired(String tenantId) {
    return bearer(
        ServiceTokens.ISSUER,
        ServiceTokens.AUDIENCE,
        tenantId,
        Instant.now().minus(Duration.ofHours(1)),
        key(secret()));
  }

  /** Meant for somebody else, such as the public API. */
  public static String wrongAudience(String tenantId) {
    return bearer(
        ServiceTokens.ISSUER,
        "kefu-api",
        tenantId,
        Instant.now().plus(Duration.ofMinutes(5)),
        key(secret()));
  }

  private static String bearer(
      String issuer, String audience, String tenantId, Instant expiry, SecretKey key) {
    return "Bearer "
        + Jwt.issuer(issuer)
            .audience(audience)
            .subject("test")
            .upn("test")
            .groups(Set.of(ServiceTokens.ROLE))
            .claim(ServiceTokens.TENANT_CLAIM, tenantId)
            .issuedAt(expiry.minus(Duration.ofMinutes(5)))
            .expiresAt(expiry)
            .jws()
            .algorithm(SignatureAlgorithm.HS256)
            .sign(key);
  }

  private static SecretKey key(String secret) {
    return new SecretKeySpec(Base64.getUrlDecoder().decode(secret), "HmacSHA256");
  }

  private static String randomSecret() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
