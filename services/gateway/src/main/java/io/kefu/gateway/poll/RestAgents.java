package io.kefu.gateway.poll;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.auth.SubjectKind;
import io.kefu.gateway.session.SealingPolicy;
import io.kefu.gateway.session.SessionConfig;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Whether agents may use REST in place of a socket. REST seals no payload: where every payload must
 * be sealed, an agent that is led past the socket is refused as one that offers no seal.
 */
@ApplicationScoped
public class RestAgents {

  private final SessionConfig config;

  RestAgents(SessionConfig config) {
    this.config = config;
  }

  /**
   * Lets people and integrations pass, and agents unless payloads must be sealed.
   *
   * @throws ProblemException 403
   */
  public void admit(Subject caller) {
    if (caller.kind() == SubjectKind.AGENT && config.sealing() == SealingPolicy.REQUIRED) {
      throw new ProblemException(
          403,
          "sealing_required",
          "This gateway takes agents' payloads sealed only, and REST seals nothing: open the"
              + " socket.");
    }
  }
}
