package io.kefu.gateway.api;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses U+0000 in addresses, which no database stores, before anything is looked up with it. */
public class CleanAddresses {

  private static final String NUL = "%00";

  @ServerRequestFilter(preMatching = true)
  Optional<Response> check(ContainerRequestContext request) {
    URI address = request.getUriInfo().getRequestUri();
    if (holds(address.getRawPath()) || holds(address.getRawQuery())) {
      return Optional.of(
          Response.status(400)
              .type(Problem.MEDIA_TYPE)
              .entity(
                  new ProblemException(400, "invalid_request", "The address must not hold U+0000.")
                      .toProblem())
              .build());
    }
    return Optional.empty();
  }

  private static boolean holds(String part) {
    return part != null && part.contains(NUL);
  }
}
