package io.kefu.chassis.servicetoken;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/**
 * Admits nothing but service tokens: HS256 under the shared key, of our issuer, for our audience,
 * not expired. A user's token, another algorithm or {@code none} is refused. The gateway, which
 * users call, puts a verifier of its own above this one.
 */
@Alternative
@Priority(1)
@ApplicationScoped
public class ServiceTokenVerifier extends JWTCallerPrincipalFactory {

  private static final int CLOCK_SKEW_SECONDS = 30;

  private final JwtConsumer consumer;

  /** Reads the shared key. */
  public ServiceTokenVerifier(ServiceTokenConfig config) {
    this.consumer =
        new JwtConsumerBuilder()
            .setVerificationKey(ServiceTokens.key(config))
            .setJwsAlgorithmConstraints(
                new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256))
            .setExpectedIssuer(ServiceTokens.ISSUER)
            .setExpectedAudience(ServiceTokens.AUDIENCE)
            .setRequireSubject()
            .setRequireExpirationTime()
            .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
            .build();
  }

  @Override
  public JWTCallerPrincipal parse(String token, JWTAuthContextInfo ignored) throws ParseException {
    try {
      return new DefaultJWTCallerPrincipal(consumer.processToClaims(token));
    } catch (InvalidJwtException e) {
      // The exception's own message holds the token.
      throw new ParseException("not a valid service token");
    }
  }
}
