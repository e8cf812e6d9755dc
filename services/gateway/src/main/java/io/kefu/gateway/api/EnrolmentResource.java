package io.kefu.gateway.api;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.enrolment.Enrolments;
import io.kefu.gateway.idempotency.Idempotent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

/** Enrolment of an agent's program by a one-time code. */
@Path("/api/v1/agents")
@Tag(name = "agents")
public class EnrolmentResource {

  /**
   * A code and who sends it.
   *
   * @param code as it was read out
   * @param machineName name of the PC, for the audit log
   */
  public record EnrolmentRequest(
      @Schema(examples = "ABCD-EFGHJK") String code,
      @Schema(examples = "FRONT-DESK-1") String machineName) {

    @Override
    public String toString() {
      return "EnrolmentRequest[" + machineName + "]";
    }
  }

  private final Enrolments enrolments;
  private final CurrentCaller caller;

  EnrolmentResource(Enrolments enrolments, CurrentCaller caller) {
    this.enrolments = enrolments;
    this.caller = caller;
  }

  /** Offers a code. */
  @POST
  @Path("/{agent_id}/enrolment")
  @ResponseStatus(201)
  @RolesAllowed(Permission.MANAGE_AGENTS)
  @Idempotent
  @Operation(
      operationId = "offerEnrolment",
      summary = "Make a one-time code for an agent's program; voids an earlier one")
  @APIResponse(
      responseCode = "201",
      description = "Shown once; good for 15 minutes and one use",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Enrolments.Offered.class)))
  public Uni<Enrolments.Offered> offer(@RestPath("agent_id") String agentId) {
    return enrolments.offer(caller.actor(), agentId);
  }

  /** Takes a code. */
  @POST
  @Path("/enrol")
  @PermitAll
  @SecurityRequirement(name = "")
  @Operation(
      operationId = "enrolAgent",
      summary = "Exchange a one-time code for the agent's id and secret")
  @APIResponse(responseCode = "200", description = "Shown once")
  @APIResponse(responseCode = "401", description = "The code is wrong, used or over")
  @APIResponse(responseCode = "429", description = "Too many tries; see Retry-After")
  public Uni<Enrolments.Enrolled> enrol(EnrolmentRequest request) {
    Texts.requireBody(request);
    return enrolments.enrol(
        Texts.require("code", request.code(), 64), request.machineName(), caller.address());
  }
}
