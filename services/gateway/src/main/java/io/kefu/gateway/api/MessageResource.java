package io.kefu.gateway.api;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.contracts.conversation.MessageOutcome;
import io.kefu.contracts.conversation.SendAccepted;
import io.kefu.contracts.conversation.SendRequest;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.idempotency.Idempotent;
import io.kefu.gateway.neighbour.MessageService;
import io.kefu.gateway.neighbour.Neighbour;
import io.kefu.gateway.neighbour.NeighbourConfig;
import io.kefu.gateway.neighbour.Neighbours;
import io.kefu.gateway.poll.RestAgents;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /api/v1/messages} and {@code /api/v1/send}, kept by message-service. */
@Path("/api/v1")
@Tag(name = "messages")
@Idempotent
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
  private final RestAgents agents;
  private final PassOn pass;

  MessageResource(
      @RestClient MessageService messages,
      Neighbours neighbours,
      NeighbourConfig limits,
      CurrentCaller caller,
      RestAgents agents,
      PassOn pass) {
    this.messages = messages;
    this.neighbours = neighbours;
    this.limits = limits;
    this.caller = caller;
    this.agents = agents;
    this.pass = pass;
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
    agents.admit(caller.subject());
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
  @Operation(
      operationId = "send",
      summary = "Write to a customer",
      extensions = @Extension(name = Documentation.TAKES, value = "OperatorText"))
  @APIResponse(
      responseCode = "202",
      description = "On its way",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = SendAnswer.class)))
  public Uni<RestResponse<SendAnswer>> send(SendRequest request) {
    Subject person = caller.person();
    check(request);
    return neighbours
        .call(
            MessageService.NAME, person, limits.writeLimit(), call -> messages.send(call, request))
        .map(MessageResource::accepted);
  }

  /** Messages, newest first; with {@code q} those that hold the words. */
  @GET
  @Path("/messages")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "listMessages",
      summary = "Messages, newest first; with q those that hold all its words, Chinese too",
      extensions = {
        @Extension(
            name = Documentation.FILTERS,
            value = "cursor,limit,q,agent_id,chat_id,customer_id,conversation_id,from,to"),
        @Extension(name = Documentation.RETURNS, value = "MessagePage")
      })
  public Uni<RestResponse<String>> messages() {
    return pass.on(Neighbour.MESSAGE);
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
