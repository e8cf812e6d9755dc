package io.kefu.gateway.apikey;

import io.kefu.gateway.auth.AccessClaims;
import io.kefu.gateway.auth.AccessTokenFactory;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/**
 * Lets API keys in at the REST API: {@code Authorization: Bearer kefu_…}. Everything else is left
 * to access tokens. Sockets check access tokens themselves and know no keys.
 */
@ApplicationScoped
public class ApiKeyMechanism implements HttpAuthenticationMechanism {

  private static final String SCHEME = "Bearer ";
  // Before the mechanism of access tokens, which would take a key for a broken token.
  private static final int BEFORE_TOKENS = DEFAULT_PRIORITY + 1000;

  private final ApiKeys keys;

  ApiKeyMechanism(ApiKeys keys) {
    this.keys = keys;
  }

  @Override
  public int getPriority() {
    return BEFORE_TOKENS;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager identities) {
    String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Uni.createFrom().nullItem();
    }
    String bearer = header.substring(SCHEME.length()).strip();
    if (!ApiKeys.looksLike(bearer)) {
      return Uni.createFrom().nullItem();
    }
    return keys.verify(bearer)
        .map(
            claims ->
                identity(
                    claims.orElseThrow(
                        () -> new AuthenticationFailedException("not a valid API key"))));
  }

  private static SecurityIdentity identity(AccessClaims claims) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(AccessTokenFactory.Caller.ofApiKey(claims))
        .addRoles(claims.subject().permissions())
        .build();
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of();
  }
}
