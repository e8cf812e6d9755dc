package io.kefu.gateway.api;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.gateway.auth.AccessClaims;
import io.kefu.gateway.auth.AccessTokenFactory;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.auth.SubjectKind;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;

/** Who makes the current request; only for endpoints that let nobody in without a token. */
@RequestScoped
public class CurrentCaller {

  private final SecurityIdentity identity;

  CurrentCaller(SecurityIdentity identity) {
    this.identity = identity;
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
   * Refuses agents where only people have business.
   *
   * @throws ProblemException 403
   */
  public Subject person() {
    Subject subject = subject();
    if (subject.kind() != SubjectKind.USER) {
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
