package io.kefu.gateway.api;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.operator.OperatorTickets;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** {@code /api/v1/operator-tickets}: lets a browser open the operators' live socket. */
@Path("/api/v1/operator-tickets")
@Tag(name = "operators")
public class OperatorTicketResource {

  private final OperatorTickets tickets;
  private final CurrentCaller caller;

  OperatorTicketResource(OperatorTickets tickets, CurrentCaller caller) {
    this.tickets = tickets;
    this.caller = caller;
  }

  /** A ticket for one socket. */
  @POST
  @ResponseStatus(201)
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(
      operationId = "createOperatorTicket",
      summary = "A one-time ticket for /ws/operator?ticket=, good for 30 s")
  @APIResponse(
      responseCode = "201",
      description = "The ticket",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = OperatorTickets.Ticket.class)))
  public Uni<OperatorTickets.Ticket> create() {
    // A key that got a ticket would come in at a socket, where it has no business.
    caller.user();
    return tickets.issue(caller.claims());
  }
}
