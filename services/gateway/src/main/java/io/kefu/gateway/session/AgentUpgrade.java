package io.kefu.gateway.session;

import io.kefu.gateway.auth.AccessClaims;
import io.kefu.gateway.auth.AccessTokens;
import io.kefu.gateway.auth.InvalidAccessToken;
import io.kefu.gateway.auth.SubjectKind;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Decides before the upgrade: 401 without a valid token, 403 for anyone but the agent of the path,
 * 503 while this replica takes no sockets. Tenants need no place in the path: the token's tenant is
 * the session's.
 */
@ApplicationScoped
public class AgentUpgrade implements HttpUpgradeCheck {

  private static final Logger LOG = Logger.getLogger(AgentUpgrade.class);
  private static final String SCHEME = "Bearer ";

  static final UserData.TypedKey<AccessClaims> CLAIMS =
      new UserData.TypedKey<>("kefu.access-claims");

  private static final Map<String, List<String>> BEARER =
      Map.of("WWW-Authenticate", List.of("Bearer"));
  private static final Map<String, List<String>> COME_BACK = Map.of("Retry-After", List.of("2"));

  private final AccessTokens tokens;
  private final Sessions sessions;
  private final SessionConfig config;
  private final Admission admission;
  private final Drain drain;
  private final RulesVersions rules;

  AgentUpgrade(
      AccessTokens tokens,
      Sessions sessions,
      SessionConfig config,
      Admission admission,
      Drain drain,
      RulesVersions rules) {
    this.tokens = tokens;
    this.sessions = sessions;
    this.config = config;
    this.admission = admission;
    this.drain = drain;
    this.rules = rules;
  }

  @Override
  public boolean appliesTo(String endpointId) {
    return AgentSocket.ENDPOINT.equals(endpointId);
  }

  @Override
  public Uni<CheckResult> perform(HttpUpgradeContext context) {
    CheckResult result = check(context);
    AccessClaims admitted = context.userData().get(CLAIMS);
    if (admitted == null) {
      return Uni.createFrom().item(result);
    }
    Context loop = Vertx.currentContext();
    Uni<Void> prepared = rules.prepare(admitted.subject().tenantId());
    return (loop == null
            ? prepared
            : prepared.emitOn(task -> loop.runOnContext(ignored -> task.run())))
        .replaceWith(result);
  }

  private CheckResult check(HttpUpgradeContext context) {
    String header = context.httpRequest().getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return CheckResult.rejectUpgradeSync(401, BEARER);
    }
    AccessClaims claims;
    try {
      claims = tokens.verify(header.substring(SCHEME.length()).strip());
    } catch (InvalidAccessToken e) {
      LOG.debugf("upgrade refused: %s", e.getMessage());
      return CheckResult.rejectUpgradeSync(401, BEARER);
    }
    if (claims.subject().kind() != SubjectKind.AGENT
        || !claims.subject().id().equals(context.pathParam(AgentSocket.AGENT_ID))) {
      return CheckResult.rejectUpgradeSync(403);
    }
    if (drain.draining() || !admission.ready() || sessions.openCount() >= config.maxSockets()) {
      return CheckResult.rejectUpgradeSync(503, COME_BACK);
    }
    context.userData().put(CLAIMS, claims);
    ProtocolGuard.watch(context.httpRequest());
    Farewell.prepare(context);
    return CheckResult.permitUpgradeSync();
  }
}
