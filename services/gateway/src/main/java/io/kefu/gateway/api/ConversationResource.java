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

/** {@code /api/v1/conversations}: what is going on in the chats, kept by message-service. */
@Path("/api/v1/conversations")
@Tag(name = "conversations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Idempotent
public class ConversationResource {

  private final PassOn pass;

  ConversationResource(PassOn pass) {
    this.pass = pass;
  }

  /** Conversations, the last changed first. */
  @GET
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(
      operationId = "listConversations",
      summary = "Conversations, the last changed first",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "ConversationPage"),
        @Extension(
            name = Documentation.FILTERS,
            value = "cursor,limit,status,agent_id,customer_id,handling")
      })
  public Uni<RestResponse<String>> listConversations() {
    return pass.on(Neighbour.MESSAGE);
  }

  /** A conversation; its version is the ETag. */
  @GET
  @Path("/{id}")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(
      operationId = "getConversation",
      summary = "A conversation; its version is the ETag",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "Conversation"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> getConversation(@RestPath String id) {
    return pass.on(Neighbour.MESSAGE);
  }

  /** Recorded changes of status, the last first. */
  @GET
  @Path("/{id}/transitions")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(
      operationId = "listTransitions",
      summary = "Recorded changes of status, the last first",
      extensions = {@Extension(name = Documentation.RETURNS, value = "Transitions")})
  public Uni<RestResponse<String>> listTransitions(@RestPath String id) {
    return pass.on(Neighbour.MESSAGE);
  }

  /** What the assistant remembers of a conversation. */
  @GET
  @Path("/{id}/context")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(
      operationId = "getContext",
      summary = "What the assistant remembers of a conversation",
      extensions = {@Extension(name = Documentation.RETURNS, value = "AnyObject")})
  public Uni<RestResponse<String>> getContext(@RestPath String id) {
    return pass.on(Neighbour.MESSAGE);
  }

  /** Put a conversation off. */
  @POST
  @Path("/{id}/snooze")
  @RolesAllowed(Permission.WRITE_MESSAGE)
  @Operation(
      operationId = "snoozeConversation",
      summary = "Put a conversation off",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "Snooze"),
        @Extension(name = Documentation.RETURNS, value = "Conversation"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> snoozeConversation(@RestPath String id, String body) {
    return pass.on(Neighbour.MESSAGE, body);
  }

  /** Mark that it is the turn of the customer. */
  @POST
  @Path("/{id}/wait")
  @RolesAllowed(Permission.WRITE_MESSAGE)
  @Operation(
      operationId = "awaitCustomer",
      summary = "Mark that it is the turn of the customer",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "Conversation"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> awaitCustomer(@RestPath String id, String body) {
    return pass.on(Neighbour.MESSAGE, body);
  }

  /** Settle a conversation and say how it ended. */
  @POST
  @Path("/{id}/resolve")
  @RolesAllowed(Permission.WRITE_MESSAGE)
  @Operation(
      operationId = "resolveConversation",
      summary = "Settle a conversation and say how it ended",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "Resolution"),
        @Extension(name = Documentation.RETURNS, value = "Conversation"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> resolveConversation(@RestPath String id, String body) {
    return pass.on(Neighbour.MESSAGE, body);
  }

  /** Give a conversation to an operator; without one it is nobody in particular. */
  @POST
  @Path("/{id}/assign")
  @RolesAllowed(Permission.WRITE_MESSAGE)
  @Operation(
      operationId = "assignConversation",
      summary = "Give a conversation to an operator; without one it is nobody in particular",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "Assignment"),
        @Extension(name = Documentation.RETURNS, value = "Conversation"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> assignConversation(@RestPath String id, String body) {
    return pass.on(Neighbour.MESSAGE, body);
  }

  /** Take a conversation out of the queue, or from the bot. */
  @POST
  @Path("/{id}/claim")
  @RolesAllowed(Permission.WRITE_MESSAGE)
  @Operation(
      operationId = "claimConversation",
      summary = "Take a conversation out of the queue, or from the bot",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "Conversation"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> claimConversation(@RestPath String id, String body) {
    return pass.on(Neighbour.MESSAGE, body);
  }

  /** Lay a conversation back into the queue. */
  @POST
  @Path("/{id}/release")
  @RolesAllowed(Permission.WRITE_MESSAGE)
  @Operation(
      operationId = "releaseConversation",
      summary = "Lay a conversation back into the queue",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "Conversation"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> releaseConversation(@RestPath String id, String body) {
    return pass.on(Neighbour.MESSAGE, body);
  }

  /** Give a conversation back to the bot. */
  @POST
  @Path("/{id}/hand-back")
  @RolesAllowed(Permission.WRITE_MESSAGE)
  @Operation(
      operationId = "handBackConversation",
      summary = "Give a conversation back to the bot",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "Conversation"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> handBackConversation(@RestPath String id, String body) {
    return pass.on(Neighbour.MESSAGE, body);
  }

  /** How the episodes of a conversation ended, the last first. */
  @GET
  @Path("/{id}/outcomes")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(
      operationId = "listOutcomes",
      summary = "How the episodes of a conversation ended, the last first",
      extensions = {@Extension(name = Documentation.RETURNS, value = "Outcomes")})
  public Uni<RestResponse<String>> listOutcomes(@RestPath String id) {
    return pass.on(Neighbour.MESSAGE);
  }

  /** How the last episode of a conversation ended. */
  @GET
  @Path("/{id}/outcome")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(
      operationId = "getOutcome",
      summary = "How the last episode of a conversation ended",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "RecordedOutcome"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> getOutcome(@RestPath String id) {
    return pass.on(Neighbour.MESSAGE);
  }

  /** Record how a conversation ended. */
  @POST
  @Path("/{id}/outcome")
  @RolesAllowed(Permission.WRITE_MESSAGE)
  @Operation(
      operationId = "recordOutcome",
      summary = "Record how a conversation ended",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "Outcome"),
        @Extension(name = Documentation.RETURNS, value = "RecordedOutcome"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> recordOutcome(@RestPath String id, String body) {
    return pass.on(Neighbour.MESSAGE, body);
  }

  /** Forms that were filled for a conversation. */
  @GET
  @Path("/{id}/forms")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(
      operationId = "listForms",
      summary = "Forms that were filled for a conversation",
      extensions = {@Extension(name = Documentation.RETURNS, value = "AnyObject")})
  public Uni<RestResponse<String>> listForms(@RestPath String id) {
    return pass.on(Neighbour.MESSAGE);
  }

  /** The form of one label. */
  @GET
  @Path("/{id}/forms/{label}")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(
      operationId = "getForm",
      summary = "The form of one label",
      extensions = {@Extension(name = Documentation.RETURNS, value = "AnyObject")})
  public Uni<RestResponse<String>> getForm(@RestPath String id, @RestPath String label) {
    return pass.on(Neighbour.MESSAGE);
  }

  /** Have a form filled from what was said; a draft for the operator. */
  @POST
  @Path("/{id}/forms/{label}")
  @RolesAllowed(Permission.WRITE_MESSAGE)
  @Operation(
      operationId = "fillForm",
      summary = "Have a form filled from what was said; a draft for the operator",
      extensions = {@Extension(name = Documentation.RETURNS, value = "AnyObject")})
  public Uni<RestResponse<String>> fillForm(
      @RestPath String id, @RestPath String label, String body) {
    return pass.on(Neighbour.MESSAGE, body);
  }
}
