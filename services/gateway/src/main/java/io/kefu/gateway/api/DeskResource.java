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

/** {@code /api/v1/today} and {@code /api/v1/unknown-pool}: what an operator begins the day with. */
@Path("/api/v1")
@Tag(name = "desk")
@Produces(MediaType.APPLICATION_JSON)
public class DeskResource {

  private final PassOn pass;

  DeskResource(PassOn pass) {
    this.pass = pass;
  }

  /** What has to be done today, the most urgent first. */
  @GET
  @Path("/today")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(
      operationId = "today",
      summary = "What has to be done today, the most urgent first",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "Today"),
        @Extension(name = Documentation.FILTERS, value = "operator")
      })
  public Uni<RestResponse<String>> today() {
    return pass.on(Neighbour.MESSAGE);
  }

  /** Contacts who wrote and are not on file, the last active first. */
  @GET
  @Path("/unknown-pool")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(
      operationId = "listUnknownPool",
      summary = "Contacts who wrote and are not on file, the last active first",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "UnknownPage"),
        @Extension(name = Documentation.FILTERS, value = "cursor,limit,label,min_score,proposed,q")
      })
  public Uni<RestResponse<String>> listUnknownPool() {
    return pass.on(Neighbour.MESSAGE);
  }
}
