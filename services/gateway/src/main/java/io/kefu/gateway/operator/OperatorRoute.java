package io.kefu.gateway.operator;

import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Leads {@code /ws/operator} to its socket. The agents' {@code /ws/{agent_id}} matches that address
 * as well, and which of two such routes is asked first is left to the order of a build.
 */
@ApplicationScoped
class OperatorRoute {

  /** Where the socket is behind that address. */
  static final String INNER = "/ws-operator";

  private static final String OUTER = "/ws/operator";
  private static final int BEFORE_THE_ROUTES = 100;

  void lead(@Observes Filters filters) {
    filters.register(
        route -> {
          if (OUTER.equals(route.request().path())) {
            String query = route.request().query();
            route.reroute(query == null ? INNER : INNER + "?" + query);
          } else {
            route.next();
          }
        },
        BEFORE_THE_ROUTES);
  }
}
