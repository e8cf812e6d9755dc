package io.kefu.chassis.tracing;

import io.kefu.chassis.servicetoken.ServiceTokens;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.MDC;

/**
 * Names the tenant in every log line of an internal call. The fields belong to the request's own
 * context and end with it.
 */
@Provider
@Priority(Priorities.USER)
public class TenantInLog implements ContainerRequestFilter {

  @Override
  public void filter(ContainerRequestContext request) {
    if (request.getUriInfo().getPath().startsWith("/internal/")
        && request.getSecurityContext().getUserPrincipal() instanceof JsonWebToken token
        && token.getClaim(ServiceTokens.TENANT_CLAIM) instanceof String tenant) {
      MDC.put(About.TENANT, tenant);
    }
  }
}
