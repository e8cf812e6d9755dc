package io.kefu.gateway.api;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.idempotency.Idempotent;
import io.kefu.gateway.neighbour.Neighbour;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * {@code /api/v1/learning}: questions and answers that people may take into the knowledge base,
 * kept by message-service.
 */
@Path("/api/v1/learning/candidates")
@Tag(name = "learning")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Idempotent
public class LearningResource {

  private final PassOn pass;

  LearningResource(PassOn pass) {
    this.pass = pass;
  }

  /** Candidates for the knowledge base. */
  @GET
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "listCandidates",
      summary = "Candidates for the knowledge base",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "AnyObject"),
        @Extension(name = Documentation.FILTERS, value = "cursor,limit,state")
      })
  public Uni<RestResponse<String>> listCandidates() {
    return pass.on(Neighbour.MESSAGE);
  }

  /** A candidate for the knowledge base; its version is the ETag. */
  @GET
  @Path("/{id}")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "getCandidate",
      summary = "A candidate for the knowledge base; its version is the ETag",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "AnyObject"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> getCandidate(@RestPath String id) {
    return pass.on(Neighbour.MESSAGE);
  }

  /** Take a candidate into the knowledge base, as it is or corrected. */
  @POST
  @Path("/{id}/approve")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "approveCandidate",
      summary = "Take a candidate into the knowledge base, as it is or corrected",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "Approval"),
        @Extension(name = Documentation.RETURNS, value = "AnyObject"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> approveCandidate(@RestPath String id, String body) {
    return pass.audited(
        Neighbour.MESSAGE, PassOn.Change.of("learning.approved", "candidate", id), body);
  }

  /** Refuse a candidate. */
  @POST
  @Path("/{id}/reject")
  @RolesAllowed(Permission.MANAGE_KNOWLEDGE)
  @Operation(
      operationId = "rejectCandidate",
      summary = "Refuse a candidate",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "Rejection"),
        @Extension(name = Documentation.RETURNS, value = "AnyObject"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> rejectCandidate(@RestPath String id, String body) {
    return pass.audited(
        Neighbour.MESSAGE, PassOn.Change.of("learning.rejected", "candidate", id), body);
  }
}
