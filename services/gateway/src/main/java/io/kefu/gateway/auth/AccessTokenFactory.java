package io.kefu.gateway.auth;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.List;
import org.eclipse.microprofile.jwt.Claims;
import org.jboss.logging.Logger;
import org.jose4j.jwt.JwtClaims;

/**
 * Puts our own verification in the place of SmallRye's, which the chassis sets up for service
 * tokens: at the gateway's door a service token is worth nothing. The permissions become the roles
 * that endpoints ask for.
 */
@ApplicationScoped
@Alternative
@Priority(10)
public class AccessTokenFactory extends JWTCallerPrincipalFactory {

  private static final Logger LOG = Logger.getLogger(AccessTokenFactory.class);

  private final AccessTokens tokens;

  /** Verifies with the gateway's own keys. */
  public AccessTokenFactory(AccessTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public JWTCallerPrincipal parse(String token, JWTAuthContextInfo ignored) throws ParseException {
    try {
      return new Caller(token, tokens.verify(token));
    } catch (InvalidAccessToken e) {
      LOG.debugf("access token refused: %s", e.getMessage());
      throw new ParseException("not a valid access token");
    }
  }

  /** A verified caller; {@link #claims()} says everything that is known of it. */
  public static final class Caller extends DefaultJWTCallerPrincipal {

    private final AccessClaims claims;

    Caller(String token, AccessClaims claims) {
      super(token, "JWT", body(token, claims));
      this.claims = claims;
    }

    /** A caller with an API key: the same, though its permissions come from a table. */
    public static Caller ofApiKey(AccessClaims claims) {
      return new Caller("", claims);
    }

    /** What its token says. */
    public AccessClaims claims() {
      return claims;
    }

    private static JwtClaims body(String token, AccessClaims claims) {
      JwtClaims body = new JwtClaims();
      body.setIssuer(AccessTokenCodec.ISSUER);
      body.setSubject(claims.subject().id());
      body.setClaim(Claims.upn.name(), claims.subject().name());
      body.setClaim(Claims.groups.name(), List.copyOf(claims.subject().permissions()));
      body.setClaim(Claims.raw_token.name(), token);
      return body;
    }
  }
}
