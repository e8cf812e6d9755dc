package io.kefu.gateway.api;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.gateway.audit.AuditLog;
import io.kefu.gateway.auth.AccessClaims;
import io.kefu.gateway.auth.AccessTokenFactory;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.auth.SubjectKind;
import io.kefu.gateway.origin.ClientAddresses;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.RequestScoped;

/** Who makes the current request; only for endpoints that let nobody in without a token. */
@RequestScoped
public class CurrentCaller {

  private final SecurityIdentity identity;
  private final CurrentVertxRequest request;
  private final ClientAddresses addresses;

  CurrentCaller(SecurityIdentity identity, CurrentVertxRequest request, ClientAddresses addresses) {
    this.identity = identity;
    this.request = request;
    this.addresses = addresses;
  }

  /** Where the request comes from; needs no token. */
  public String address() {
    return addresses.of(request.getCurrent().request());
  }

  /** Who it is and where from, for the audit log. */
  public AuditLog.Actor actor() {
    return new AuditLog.Actor(person(), address());
  }

  /**
   * The same for what a program must not do: an API key that makes API keys could never be revoked.
   *
   * @throws ProblemException 403
   */
  public AuditLog.Actor user() {
    if (subject().kind() != SubjectKind.USER) {
      throw new ProblemException(
          403, "not_permitted", "This call is for people who log in, not for agents or API keys.");
    }
    return actor();
  }

  /** What its token says. */
  public AccessClaims claims() {
    if (identity.getPrincipal() instanceof AccessTokenFactory.Caller caller) {
      return caller.claims();
    }
    throw new UnauthorizedException();
  }

  /** Who it is. */
  public Subject subject() {
    return claims().subject();
  }

  /**
   * The agent a request is about: an agent speaks for itself alone, a person names one.
   *
   * @throws ProblemException 403 when an agent names another, 400 when a person names none
   */
  public String agentId(String named) {
    Subject subject = subject();
    if (subject.kind() == SubjectKind.AGENT) {
      if (named != null && !named.equals(subject.id())) {
        throw new ProblemException(
            403, "not_permitted", "An agent may ask about its own messages only.");
      }
      return subject.id();
    }
    if (named == null || named.isBlank()) {
      throw new ProblemException(400, "agent_required", "Name the agent in agent_id.");
    }
    return named;
  }

  /**
   * Refuses agents where only people, and programs on their behalf, have business.
   *
   * @throws ProblemException 403
   */
  public Subject person() {
    Subject subject = subject();
    if (subject.kind() == SubjectKind.AGENT) {
      throw new ProblemException(403, "not_permitted", "This call is for people, not for agents.");
    }
    return subject;
  }

  /**
   * Refuses people where only agents have business.
   *
   * @throws ProblemException 403
   */
  public Subject agent() {
    Subject subject = subject();
    if (subject.kind() != SubjectKind.AGENT) {
      throw new ProblemException(403, "not_permitted", "This call is for agents, not for people.");
    }
    return subject;
  }
}
