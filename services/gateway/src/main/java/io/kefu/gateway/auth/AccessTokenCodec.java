package io.kefu.gateway.auth;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/**
 * Writes and reads access tokens: JWT, ES256 and nothing else, {@code kid} of our own ring, header
 * {@code typ} {@code at+jwt}, issuer {@code kefu}, audience {@code kefu-api}. A token of another
 * kind (service token, foreign algorithm, {@code none}) is refused before its claims are looked at.
 * Pure and thread-safe; a signature costs well under a millisecond.
 */
final class AccessTokenCodec {

  static final String ISSUER = "kefu";
  static final String AUDIENCE = "kefu-api";
  static final String TYPE = "at+jwt";
  static final String TENANT = "tenant_id";
  static final String KIND = "kind";
  static final String ROLE = "role";
  static final String NAME = "preferred_username";
  static final String PERMISSIONS = "permissions";
  static final String FAMILY = "sid";
  static final String ISSUED_MS = "iat_ms";

  private static final AlgorithmConstraints ES256_ONLY =
      new AlgorithmConstraints(
          ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
  private static final int MAX_TOKEN_CHARACTERS = 8192;
  private static final long CLOCK_SKEW_MS = 5_000;

  private final Clock clock;

  AccessTokenCodec(Clock clock) {
    this.clock = clock;
  }

  String write(AccessClaims claims, UUID tokenId, SigningKey key) {
    JwtClaims body = new JwtClaims();
    Subject subject = claims.subject();
    body.setIssuer(ISSUER);
    body.setAudience(AUDIENCE);
    body.setSubject(subject.id());
    body.setJwtId(tokenId.toString());
    body.setIssuedAt(NumericDate.fromMilliseconds(claims.issuedAt().toEpochMilli()));
    body.setExpirationTime(NumericDate.fromMilliseconds(claims.expiresAt().toEpochMilli()));
    body.setClaim(ISSUED_MS, claims.issuedAt().toEpochMilli());
    body.setClaim(TENANT, subject.tenantId());
    body.setClaim(KIND, subject.kind().wireName());
    body.setClaim(NAME, subject.name());
    body.setClaim(ROLE, subject.role());
    body.setStringListClaim(PERMISSIONS, subject.permissions().stream().sorted().toList());
    body.setClaim(FAMILY, claims.familyId().toString());
    JsonWebSignature signature = new JsonWebSignature();
    signature.setHeader("typ", TYPE);
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    signature.setKeyIdHeaderValue(key.keyId());
    signature.setKey(key.privateKey());
    signature.setPayload(body.toJson());
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("signing an access token failed", e);
    }
  }

  /**
   * Reads a token that was signed by the ring and is in force.
   *
   * @throws InvalidAccessToken with the cause, for the log; the caller is told nothing but no
   */
  AccessClaims read(String token, KeyRing ring) throws InvalidAccessToken {
    if (token.length() > MAX_TOKEN_CHARACTERS) {
      throw new InvalidAccessToken("too long");
    }
    try {
      JsonWebSignature signature = new JsonWebSignature();
      signature.setAlgorithmConstraints(ES256_ONLY);
      signature.setCompactSerialization(token);
      if (!AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256.equals(
          signature.getAlgorithmHeaderValue())) {
        throw new InvalidAccessToken("algorithm is not ES256");
      }
      if (!TYPE.equals(signature.getHeader("typ"))) {
        throw new InvalidAccessToken("not an access token");
      }
      Instant now = clock.instant();
      SigningKey key =
          ring.verifier(signature.getKeyIdHeaderValue(), now)
              .orElseThrow(() -> new InvalidAccessToken("key is not known"));
      signature.setKey(key.publicKey());
      if (!signature.verifySignature()) {
        throw new InvalidAccessToken("signature does not match");
      }
      return claims(JwtClaims.parse(signature.getPayload()), now);
    } catch (JoseException | InvalidJwtException | MalformedClaimException e) {
      throw new InvalidAccessToken("malformed: " + e.getClass().getSimpleName());
    }
  }

  /** Which key a token names; for one that was read. */
  static String keyId(String token) {
    try {
      JsonWebSignature signature = new JsonWebSignature();
      signature.setAlgorithmConstraints(ES256_ONLY);
      signature.setCompactSerialization(token);
      return signature.getKeyIdHeaderValue();
    } catch (JoseException e) {
      throw new IllegalArgumentException("not a token", e);
    }
  }

  private static AccessClaims claims(JwtClaims body, Instant now)
      throws InvalidAccessToken, MalformedClaimException {
    if (!ISSUER.equals(body.getIssuer()) || !List.of(AUDIENCE).equals(body.getAudience())) {
      throw new InvalidAccessToken("issuer or audience is another");
    }
    NumericDate expires = body.getExpirationTime();
    if (expires == null || now.toEpochMilli() >= expires.getValueInMillis()) {
      throw new InvalidAccessToken("expired");
    }
    Long issuedMs = body.getClaimValue(ISSUED_MS, Long.class);
    if (issuedMs == null || issuedMs > now.toEpochMilli() + CLOCK_SKEW_MS) {
      throw new InvalidAccessToken("issued in the future");
    }
    if (!body.hasClaim(PERMISSIONS)) {
      throw new InvalidAccessToken("permissions are missing");
    }
    try {
      String role = body.getStringClaimValue(ROLE);
      if (!Role.isName(role)) {
        throw new InvalidAccessToken("role is not a role's name");
      }
      Subject subject =
          new Subject(
              body.getStringClaimValue(TENANT),
              SubjectKind.of(body.getStringClaimValue(KIND)),
              body.getSubject(),
              body.getStringClaimValue(NAME),
              role,
              Set.copyOf(body.getStringListClaimValue(PERMISSIONS)));
      return new AccessClaims(
          subject,
          UUID.fromString(body.getStringClaimValue(FAMILY)),
          Instant.ofEpochMilli(issuedMs),
          Instant.ofEpochMilli(expires.getValueInMillis()));
    } catch (NullPointerException | IllegalArgumentException e) {
      throw new InvalidAccessToken("a claim is missing or malformed");
    }
  }
}
