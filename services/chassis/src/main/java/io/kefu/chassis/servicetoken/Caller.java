package io.kefu.chassis.servicetoken;

import io.kefu.chassis.problem.ProblemException;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Who calls an internal endpoint, and for which tenant; read from the verified service token. */
@RequestScoped
public class Caller {

  private final JsonWebToken token;

  /** Wraps the verified token of the current request. */
  public Caller(JsonWebToken token) {
    this.token = token;
  }

  /**
   * The tenant that the whole call is confined to.
   *
   * @throws ProblemException 403 when the token names none
   */
  public String tenantId() {
    return this.<String>claim(ServiceTokens.TENANT_CLAIM)
        .filter(tenant -> !tenant.isBlank())
        .orElseThrow(
            () ->
                new ProblemException(
                    403, "tenant_missing", "The service token names no tenant_id."));
  }

  /** The calling service. */
  public String service() {
    return token.getSubject();
  }

  /** The user or agent that caused the call, if a person or an agent did. */
  public Optional<String> actor() {
    return claim(ServiceTokens.ACTOR_CLAIM);
  }

  private <T> Optional<T> claim(String name) {
    return token.claim(name);
  }
}
