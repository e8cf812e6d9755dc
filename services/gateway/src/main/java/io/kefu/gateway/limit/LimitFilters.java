package io.kefu.gateway.limit;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.gateway.auth.AccessTokenFactory;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.auth.SubjectKind;
import io.kefu.gateway.origin.ClientAddresses;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/**
 * Limits the REST API: first by address, before anything is looked up, and with an own narrow
 * bucket for the calls that need no token; then, once it is known, by who asks.
 */
public class LimitFilters {

  /**
   * The calls that need no token, by resource and method, whatever their address is spelled like.
   */
  static final Map<String, Limits.Kind> OPEN_CALLS =
      Map.of(
          "AuthResource.login", Limits.Kind.LOGIN,
          "AuthResource.refresh", Limits.Kind.REFRESH,
          "EnrolmentResource.enrol", Limits.Kind.ENROL);

  private static final String VERDICT = "kefu.limit.verdict";

  private final Limits limits;
  private final ClientAddresses addresses;
  private final CurrentIdentityAssociation identities;

  LimitFilters(Limits limits, ClientAddresses addresses, CurrentIdentityAssociation identities) {
    this.limits = limits;
    this.addresses = addresses;
    this.identities = identities;
  }

  @ServerRequestFilter(preMatching = true, priority = 100)
  Uni<Response> byAddress(ContainerRequestContext context, HttpServerRequest http) {
    return limits.enabled()
        ? judged(context, Limits.Kind.ADDRESS, addresses.of(http))
        : Uni.createFrom().nullItem();
  }

  @ServerRequestFilter(priority = 2000)
  Uni<Response> byCaller(
      ContainerRequestContext context, SimpleResourceInfo resource, HttpServerRequest http) {
    if (!limits.enabled()) {
      return Uni.createFrom().nullItem();
    }
    Limits.Kind open =
        OPEN_CALLS.get(
            resource.getResourceClass().getSimpleName() + '.' + resource.getMethodName());
    if (open != null) {
      return judged(context, open, addresses.of(http));
    }
    // Known by now where a token is needed; a broken one elsewhere is nobody's.
    return identities
        .getDeferredIdentity()
        .onFailure()
        .recoverWithNull()
        .flatMap(
            identity ->
                identity != null
                        && identity.getPrincipal() instanceof AccessTokenFactory.Caller caller
                    ? bySubject(context, caller.claims().subject())
                    : Uni.createFrom().<Response>nullItem());
  }

  private Uni<Response> bySubject(ContainerRequestContext context, Subject subject) {
    return judged(
        context,
        subject.kind() == SubjectKind.AGENT ? Limits.Kind.AGENT : Limits.Kind.SUBJECT,
        subject.tenantId() + ':' + subject.actor());
  }

  @ServerResponseFilter
  void tell(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(VERDICT) instanceof Verdict verdict) {
      response.getHeaders().putSingle("RateLimit-Limit", verdict.limit());
      response.getHeaders().putSingle("RateLimit-Remaining", verdict.remaining());
      response.getHeaders().putSingle("RateLimit-Reset", verdict.waitSeconds());
    }
  }

  private Uni<Response> judged(ContainerRequestContext context, Limits.Kind kind, String whose) {
    return limits.take(kind, whose).map(verdict -> judge(context, verdict));
  }

  private static Response judge(ContainerRequestContext context, Verdict verdict) {
    // The narrowest bucket so far is the one a client must watch.
    if (!(context.getProperty(VERDICT) instanceof Verdict known)
        || verdict.remaining() < known.remaining()
        || !verdict.admitted()) {
      context.setProperty(VERDICT, verdict);
    }
    return verdict.admitted()
        ? null
        : Response.status(429)
            .type(Problem.MEDIA_TYPE)
            .header(HttpHeaders.RETRY_AFTER, verdict.waitSeconds())
            .entity(
                new ProblemException(
                        429, "rate_limited", "Too many requests; wait as Retry-After says.")
                    .toProblem())
            .build();
  }
}
