package io.kefu.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.neighbour.NeighbourConfig;
import io.kefu.gateway.neighbour.Neighbours;
import io.kefu.gateway.neighbour.StatsService;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** {@code /api/v1/stats}: figures, kept by stats; its filters are passed on. */
@Path("/api/v1/stats")
@Tag(name = "stats")
public class StatsResource {

  private final StatsService stats;
  private final Neighbours neighbours;
  private final NeighbourConfig limits;
  private final CurrentCaller caller;

  StatsResource(
      @RestClient StatsService stats,
      Neighbours neighbours,
      NeighbourConfig limits,
      CurrentCaller caller) {
    this.stats = stats;
    this.neighbours = neighbours;
    this.limits = limits;
    this.caller = caller;
  }

  /** Messages and replies over time. */
  @GET
  @RolesAllowed(Permission.VIEW_STATS)
  @Operation(operationId = "stats", summary = "Messages and replies over time")
  public Uni<JsonNode> stats(@Context UriInfo uri) {
    Subject person = caller.person();
    Map<String, List<String>> filters = Map.copyOf(uri.getQueryParameters());
    return neighbours.call(
        StatsService.NAME, person, limits.readLimit(), call -> stats.stats(call, filters));
  }
}
