package io.kefu.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.contracts.conversation.MessageOutcome;
import io.kefu.contracts.conversation.SendAccepted;
import io.kefu.contracts.conversation.SendRequest;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.neighbour.MessageService;
import io.kefu.gateway.neighbour.NeighbourConfig;
import io.kefu.gateway.neighbour.Neighbours;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** Messages, conversations and customers, kept by message-service. */
@Path("/api/v1")
@Tag(name = "messages")
public class MessageResource {

  private static final int MAX_CONTENT = 4000;

  /**
   * An operator's text is on its way.
   *
   * @param replyId first part
   * @param replyIds every part, in order
   */
  public record SendAnswer(String replyId, List<String> replyIds) {}

  private final MessageService messages;
  private final Neighbours neighbours;
  private final NeighbourConfig limits;
  private final CurrentCaller caller;

  MessageResource(
      @RestClient MessageService messages,
      Neighbours neighbours,
      NeighbourConfig limits,
      CurrentCaller caller) {
    this.messages = messages;
    this.neighbours = neighbours;
    this.limits = limits;
    this.caller = caller;
  }

  /** What became of a message. */
  @GET
  @Path("/messages/{message_id}/reply")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(operationId = "messageReply", summary = "What became of a message")
  @APIResponse(responseCode = "200", description = "Decided, or still being worked on")
  @APIResponse(responseCode = "404", description = "No such message")
  public Uni<MessageOutcome> reply(
      @RestPath("message_id") String messageId,
      @Parameter(description = "Agent that saw the message; an agent may leave it out.")
          @RestQuery("agent_id")
          String agentId) {
    String agent = caller.agentId(agentId);
    return neighbours.call(
        MessageService.NAME,
        caller.subject(),
        limits.readLimit(),
        call -> messages.outcome(call, agent, messageId));
  }

  /** An operator writes to a customer. */
  @POST
  @Path("/send")
  @RolesAllowed(Permission.WRITE_MESSAGE)
  @Operation(operationId = "send", summary = "Write to a customer")
  @APIResponse(responseCode = "202", description = "On its way")
  public Uni<RestResponse<SendAnswer>> send(SendRequest request) {
    Subject person = caller.person();
    check(request);
    return neighbours
        .call(
            MessageService.NAME, person, limits.writeLimit(), call -> messages.send(call, request))
        .map(MessageResource::accepted);
  }

  /** Messages, newest first; filters are passed on. */
  @GET
  @Path("/messages")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(operationId = "listMessages", summary = "Messages, newest first")
  public Uni<JsonNode> messages(@BeanParam ListQuery query, @Context UriInfo uri) {
    return list("messages", uri);
  }

  /** Conversations by status and time. */
  @GET
  @Path("/conversations")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(operationId = "listConversations", summary = "Conversations")
  public Uni<JsonNode> conversations(@BeanParam ListQuery query, @Context UriInfo uri) {
    return list("conversations", uri);
  }

  /** Customers. */
  @GET
  @Path("/customers")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(operationId = "listCustomers", summary = "Customers")
  public Uni<JsonNode> customers(@BeanParam ListQuery query, @Context UriInfo uri) {
    return list("customers", uri);
  }

  private Uni<JsonNode> list(String collection, UriInfo uri) {
    Subject person = caller.person();
    Map<String, List<String>> filters = Map.copyOf(uri.getQueryParameters());
    return neighbours.call(
        MessageService.NAME,
        person,
        limits.readLimit(),
        call -> messages.list(call, collection, filters));
  }

  private static void check(SendRequest request) {
    if (request == null) {
      throw new ProblemException(400, "unreadable_body", "Send a JSON body.");
    }
    int length = request.content().codePointCount(0, request.content().length());
    if (request.content().isBlank() || length > MAX_CONTENT) {
      throw new ProblemException(
          400, "invalid_request", "content must have 1 to " + MAX_CONTENT + " characters.");
    }
    if (request.agentId().isBlank() || request.chatId().isBlank()) {
      throw new ProblemException(400, "invalid_request", "agent_id and chat_id must not be empty.");
    }
  }

  private static RestResponse<SendAnswer> accepted(SendAccepted accepted) {
    return RestResponse.ResponseBuilder.create(
            RestResponse.Status.ACCEPTED,
            new SendAnswer(
                accepted.replyIds().isEmpty() ? null : accepted.replyIds().get(0),
                accepted.replyIds()))
        .build();
  }
}
