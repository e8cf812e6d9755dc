package io.kefu.gateway.operator;

import io.kefu.gateway.auth.AccessClaims;
import io.kefu.gateway.auth.AccessTokens;
import io.kefu.gateway.auth.InvalidAccessToken;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.auth.Revocations;
import io.kefu.gateway.auth.SubjectKind;
import io.kefu.gateway.session.Drain;
import io.kefu.gateway.session.Farewell;
import io.kefu.gateway.session.ProtocolGuard;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Decides before the upgrade: 401 without a valid token or ticket, 403 for agents and for people
 * who may not read messages, 503 while this replica takes no sockets.
 */
@ApplicationScoped
public class OperatorUpgrade implements HttpUpgradeCheck {

  private static final Logger LOG = Logger.getLogger(OperatorUpgrade.class);
  private static final String SCHEME = "Bearer ";
  private static final int MAX_TICKET = 100;

  static final UserData.TypedKey<AccessClaims> CLAIMS =
      new UserData.TypedKey<>("kefu.operator-claims");

  private static final Map<String, List<String>> BEARER =
      Map.of("WWW-Authenticate", List.of("Bearer"));
  private static final Map<String, List<String>> COME_BACK = Map.of("Retry-After", List.of("2"));

  private final AccessTokens tokens;
  private final Revocations revocations;
  private final OperatorTickets tickets;
  private final OperatorHub hub;
  private final OperatorConfig config;
  private final Drain drain;
  private final Clock clock;

  OperatorUpgrade(
      AccessTokens tokens,
      Revocations revocations,
      OperatorTickets tickets,
      OperatorHub hub,
      OperatorConfig config,
      Drain drain,
      Clock clock) {
    this.tokens = tokens;
    this.revocations = revocations;
    this.tickets = tickets;
    this.hub = hub;
    this.config = config;
    this.drain = drain;
    this.clock = clock;
  }

  @Override
  public boolean appliesTo(String endpointId) {
    return OperatorSocket.ENDPOINT.equals(endpointId);
  }

  @Override
  public Uni<CheckResult> perform(HttpUpgradeContext context) {
    HttpServerRequest request = context.httpRequest();
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null) {
      return Uni.createFrom().item(check(context, bearer(header)));
    }
    String ticket = request.getParam("ticket");
    if (ticket == null || ticket.length() > MAX_TICKET) {
      return CheckResult.rejectUpgrade(401, BEARER);
    }
    return tickets
        .spend(ticket)
        .map(found -> check(context, found.filter(this::alive)))
        .onFailure()
        .recoverWithItem(
            failure -> {
              LOG.warnf("ticket not checked: %s", failure.getMessage());
              return CheckResult.rejectUpgradeSync(503, COME_BACK);
            });
  }

  private boolean alive(AccessClaims claims) {
    return claims.expiresAt().isAfter(clock.instant()) && !revocations.revokes(claims);
  }

  private Optional<AccessClaims> bearer(String header) {
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    try {
      return Optional.of(tokens.verify(header.substring(SCHEME.length()).strip()));
    } catch (InvalidAccessToken e) {
      LOG.debugf("upgrade refused: %s", e.getMessage());
      return Optional.empty();
    }
  }

  private CheckResult check(HttpUpgradeContext context, Optional<AccessClaims> claims) {
    if (claims.isEmpty()) {
      return CheckResult.rejectUpgradeSync(401, BEARER);
    }
    if (claims.get().subject().kind() == SubjectKind.AGENT
        || !claims.get().subject().permissions().contains(Permission.READ_MESSAGE)) {
      return CheckResult.rejectUpgradeSync(403);
    }
    if (drain.draining() || hub.openCount() >= config.maxSockets()) {
      return CheckResult.rejectUpgradeSync(503, COME_BACK);
    }
    context.userData().put(CLAIMS, claims.get());
    ProtocolGuard.watch(context.httpRequest());
    Farewell.prepare(context);
    return CheckResult.permitUpgradeSync();
  }
}
