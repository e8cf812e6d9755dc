package io.kefu.gateway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.conversation.MessageOutcome;
import io.kefu.contracts.frame.FrameType;
import io.kefu.contracts.frame.HeartbeatReply;
import io.kefu.gateway.agent.AgentDirectory;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.auth.SubjectKind;
import io.kefu.gateway.eventlog.EventLogUnavailable;
import io.kefu.gateway.idempotency.Idempotent;
import io.kefu.gateway.poll.HandIn;
import io.kefu.gateway.poll.Mailboxes;
import io.kefu.gateway.poll.PollConfig;
import io.kefu.gateway.poll.RestAgents;
import io.kefu.gateway.poll.RestMessage;
import io.kefu.gateway.session.AgentKey;
import io.kefu.gateway.session.AgentTraffic;
import io.kefu.gateway.session.FrameCodec;
import io.kefu.gateway.session.Inbound;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Messages and signs of life without a socket. */
@Path("/api/v1")
@Tag(name = "messages")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Idempotent
public class AgentMessageResource {

  /**
   * What was decided about a message.
   *
   * @param messageId message
   * @param action reply, transfer_human or ignore
   * @param content the whole answer (absent when nothing is sent)
   * @param confidence 0 to 1 (absent when nothing was retrieved)
   */
  public record Decided(String messageId, ReplyAction action, String content, Double confidence) {}

  private final HandIn handIn;
  private final AgentDirectory directory;
  private final PollConfig config;
  private final CurrentCaller caller;
  private final AgentTraffic traffic;
  private final RestAgents agents;
  private final Clock clock;
  private final FrameCodec codec;

  AgentMessageResource(
      HandIn handIn,
      AgentDirectory directory,
      PollConfig config,
      CurrentCaller caller,
      AgentTraffic traffic,
      RestAgents agents,
      Clock clock) {
    this.handIn = handIn;
    this.directory = directory;
    this.config = config;
    this.caller = caller;
    this.traffic = traffic;
    this.agents = agents;
    this.clock = clock;
    this.codec = new FrameCodec(clock);
  }

  /** Takes a message in and waits for the decision, up to a limit. */
  @POST
  @Path("/messages")
  @RolesAllowed(Permission.WRITE_MESSAGE)
  @Operation(
      operationId = "handInMessage",
      summary = "Hand a message in and wait for the decision",
      description =
          "The message is stored before it is answered, under the rules of a message frame; the"
              + " same id again changes nothing. Prefer: wait=n waits n seconds (0 to 30) instead"
              + " of 10.",
      extensions = @Extension(name = Documentation.TAKES, value = "HandedInMessage"))
  @APIResponse(
      responseCode = "200",
      description = "Decided",
      content = @Content(schema = @Schema(ref = "DecidedMessage")))
  @APIResponse(
      responseCode = "202",
      description = "Stored, not decided yet; Location says where to ask")
  public Uni<RestResponse<Decided>> handIn(
      @Parameter(description = "wait=n: seconds to wait") @HeaderParam("Prefer") String prefer,
      String body) {
    Duration wait = RestMessage.wait(prefer, config.answerWait(), config.longestWait());
    ObjectNode read = object(body);
    Subject subject = caller.subject();
    agents.admit(subject);
    String agentId = caller.agentId(read.path("agent_id").textValue());
    AgentKey agent = new AgentKey(subject.tenantId(), agentId);
    Inbound.Message message =
        switch (codec.read(FrameType.MESSAGE, RestMessage.payload(read, clock), agentId)) {
          case Inbound.Message good -> good;
          case Inbound.Rejected bad ->
              throw new ProblemException(400, bad.error().wireName(), bad.detail());
          case Inbound other -> throw new IllegalStateException("not a message: " + other);
        };
    return known(subject, agentId)
        .flatMap(known -> handIn.handIn(subject, agent, message.message(), wait))
        .map(outcome -> answer(agentId, message.message().messageId(), outcome));
  }

  /** An agent's sign of life. */
  @POST
  @Path("/heartbeat")
  @RolesAllowed(Permission.WRITE_MESSAGE)
  @Operation(
      operationId = "heartbeat",
      summary = "Sign of life of an agent without a socket, each 30 s",
      extensions = @Extension(name = Documentation.TAKES, value = "Heartbeat"))
  @APIResponse(responseCode = "200", description = "Heard")
  public Uni<HeartbeatReply> heartbeat(String body) {
    agents.admit(caller.agent());
    AgentKey agent = new AgentKey(caller.agent().tenantId(), caller.agent().id());
    Inbound.Beat beat =
        switch (codec.read(FrameType.HEARTBEAT, object(body), agent.agentId())) {
          case Inbound.Beat good -> good;
          case Inbound.Rejected bad ->
              throw new ProblemException(400, bad.error().wireName(), bad.detail());
          case Inbound other -> throw new IllegalStateException("not a heartbeat: " + other);
        };
    return traffic
        .heartbeat(agent, Mailboxes.sessionId(agent), beat.heartbeat())
        .onFailure(EventLogUnavailable.class)
        .transform(failure -> Mailboxes.unavailable())
        .map(stored -> new HeartbeatReply(clock.instant()));
  }

  /** An agent is who its token says; a person may name only agents that exist. */
  private Uni<Void> known(Subject subject, String agentId) {
    if (subject.kind() == SubjectKind.AGENT) {
      return Uni.createFrom().voidItem();
    }
    return directory
        .exists(subject.tenantId(), agentId)
        .invoke(
            exists -> {
              if (!exists) {
                throw new ProblemException(404, "agent_not_found", "There is no such agent.");
              }
            })
        .replaceWithVoid();
  }

  private ObjectNode object(String body) {
    try {
      return codec.object(body == null ? "" : body);
    } catch (JsonProcessingException e) {
      throw new ProblemException(400, "unreadable_body", "Send one JSON object, not nested deep.");
    }
  }

  private static RestResponse<Decided> answer(
      String agentId, String messageId, Optional<MessageOutcome> outcome) {
    return outcome
        .map(
            done ->
                RestResponse.ok(
                    new Decided(messageId, done.action(), done.content(), done.confidence())))
        .orElseGet(
            () ->
                RestResponse.ResponseBuilder.<Decided>create(202)
                    .header(
                        HttpHeaders.LOCATION,
                        "/api/v1/messages/"
                            + encoded(messageId)
                            + "/reply?agent_id="
                            + encoded(agentId))
                    .build());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
