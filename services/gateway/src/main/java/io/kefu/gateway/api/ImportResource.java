package io.kefu.gateway.api;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.idempotency.Idempotent;
import io.kefu.gateway.neighbour.Neighbour;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * {@code /api/v1/imports}: what another system knows, taken over by message-service. The same again
 * changes nothing.
 */
@Path("/api/v1/imports")
@Tag(name = "imports")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Idempotent
public class ImportResource {

  private final PassOn pass;

  ImportResource(PassOn pass) {
    this.pass = pass;
  }

  /** Take customers over; those that are known are only completed. */
  @POST
  @Path("/customers")
  @RolesAllowed(Permission.ADMIN)
  @Operation(
      operationId = "importCustomers",
      summary = "Take customers over; those that are known are only completed",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "ImportedCustomers"),
        @Extension(name = Documentation.RETURNS, value = "ImportResults")
      })
  public Uni<RestResponse<String>> importCustomers(String body) {
    return taken("customers", body);
  }

  /** Take messages and their answers over; nothing is sent, nobody is told. */
  @POST
  @Path("/exchanges")
  @RolesAllowed(Permission.ADMIN)
  @Operation(
      operationId = "importExchanges",
      summary = "Take messages and their answers over; nothing is sent, nobody is told",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "ImportedExchanges"),
        @Extension(name = Documentation.RETURNS, value = "ImportResults")
      })
  public Uni<RestResponse<String>> importExchanges(String body) {
    return taken("exchanges", body);
  }

  /** Take over how sessions ended; their messages come first. */
  @POST
  @Path("/sessions")
  @RolesAllowed(Permission.ADMIN)
  @Operation(
      operationId = "importSessions",
      summary = "Take over how sessions ended; their messages come first",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "ImportedSessions"),
        @Extension(name = Documentation.RETURNS, value = "ImportResults")
      })
  public Uni<RestResponse<String>> importSessions(String body) {
    return taken("sessions", body);
  }

  /** What customers said and their numbers do not stand in the audit log. */
  private Uni<RestResponse<String>> taken(String what, String body) {
    return pass.audited(
        Neighbour.MESSAGE, new PassOn.Change("import." + what, "import", what, false), body);
  }
}
