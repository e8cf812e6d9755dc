package io.kefu.gateway.api;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.neighbour.Neighbour;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /api/v1/stats}: figures, kept by stats; its filters are passed on. */
@Path("/api/v1/stats")
@Tag(name = "stats")
@Produces(MediaType.APPLICATION_JSON)
public class StatsResource {

  private final PassOn pass;

  StatsResource(PassOn pass) {
    this.pass = pass;
  }

  /** Messages and replies over time. */
  @GET
  @RolesAllowed(Permission.VIEW_STATS)
  @Operation(
      operationId = "stats",
      summary = "Messages and replies over time",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "AnyObject"),
        @Extension(name = Documentation.FILTERS, value = "from,to,granularity")
      })
  public Uni<RestResponse<String>> stats() {
    return pass.on(Neighbour.STATS);
  }

  /** A range by one dimension, the values with most messages first. */
  @GET
  @Path("/breakdown")
  @RolesAllowed(Permission.VIEW_STATS)
  @Operation(
      operationId = "statsBreakdown",
      summary = "A range by one dimension, the values with most messages first",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "AnyObject"),
        @Extension(name = Documentation.FILTERS, value = "dimension,from,to,granularity,limit")
      })
  public Uni<RestResponse<String>> statsBreakdown() {
    return pass.on(Neighbour.STATS);
  }

  /** The series as a table (CSV, UTF-8). */
  @GET
  @Path("/export")
  @RolesAllowed(Permission.VIEW_STATS)
  @Produces("text/csv")
  @Operation(
      operationId = "exportStats",
      summary = "The series as a table (CSV, UTF-8)",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "Csv"),
        @Extension(name = Documentation.FILTERS, value = "from,to,granularity")
      })
  public Uni<RestResponse<String>> exportStats() {
    return pass.on(Neighbour.STATS);
  }
}
