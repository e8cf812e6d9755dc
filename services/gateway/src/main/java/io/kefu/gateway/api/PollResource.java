package io.kefu.gateway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.contracts.chat.OutboundReply;
import io.kefu.contracts.chat.WeChatStatus;
import io.kefu.contracts.event.AgentCommand;
import io.kefu.contracts.frame.FrameType;
import io.kefu.contracts.frame.Hello;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.collection.Query;
import io.kefu.gateway.poll.Mailbox;
import io.kefu.gateway.poll.Mailboxes;
import io.kefu.gateway.poll.PollConfig;
import io.kefu.gateway.poll.RestAgents;
import io.kefu.gateway.session.AgentKey;
import io.kefu.gateway.session.FrameCodec;
import io.kefu.gateway.session.Inbound;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** What agents do over REST when no socket gets through: report, fetch replies, acknowledge. */
@Path("/api/v1/agents")
@Tag(name = "agents without a socket")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PollResource {

  private static final int MAX_VERSION = 64;
  private static final long DEFAULT_WAIT = 20;
  private static final long MAX_NUMBER = 999_999_999_999_999_999L;

  /**
   * Something for the agent: a reply or a command.
   *
   * @param number for {@code after}
   * @param reply reply part (absent for a command)
   * @param command command (absent for a reply)
   */
  public record Item(long number, OutboundReply reply, AgentCommand command) {}

  /**
   * What is there.
   *
   * @param items in order; empty when nothing came in time
   */
  public record Items(List<Item> items) {}

  private final Mailboxes mailboxes;
  private final PollConfig config;
  private final CurrentCaller caller;
  private final RestAgents agents;
  private final FrameCodec codec;

  PollResource(
      Mailboxes mailboxes,
      PollConfig config,
      CurrentCaller caller,
      RestAgents agents,
      Clock clock) {
    this.mailboxes = mailboxes;
    this.config = config;
    this.caller = caller;
    this.agents = agents;
    this.codec = new FrameCodec(clock);
  }

  /** Replies and commands for an agent, or those that come while it waits. */
  @GET
  @Path("/{agent_id}/replies")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(
      operationId = "fetchReplies",
      summary = "Replies and commands for an agent without a socket (long poll)",
      description =
          "What is not acknowledged comes again; numbers start over on another replica, so after is"
              + " a hint and reply_id decides. Do not poll while a socket is open.")
  public Uni<Items> replies(
      @RestPath("agent_id") String agentId,
      @Parameter(
              description = "highest number that is known; 0, as if absent, for all",
              schema = @Schema(type = SchemaType.INTEGER, minimum = "0"))
          @RestQuery
          String after,
      @Parameter(
              description = "seconds to wait for something, 20 if absent",
              schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "30"))
          @RestQuery
          String wait,
      @Parameter(description = "version of the agent's program") @RestQuery("client_version")
          String clientVersion,
      @Parameter(
              description = "version of its local rules",
              schema = @Schema(type = SchemaType.INTEGER, minimum = "0"))
          @RestQuery("rules_version")
          String rulesVersion) {
    AgentKey agent = own(agentId);
    long longest = config.longestWait().toSeconds();
    long seconds =
        wait == null ? Math.min(DEFAULT_WAIT, longest) : Query.number("wait", wait, 0, longest);
    long known = after == null ? 0 : Query.number("after", after, 0, MAX_NUMBER);
    long rules =
        rulesVersion == null ? 0 : Query.number("rules_version", rulesVersion, 0, MAX_NUMBER);
    if (clientVersion != null
        && (clientVersion.isBlank()
            || clientVersion.length() > MAX_VERSION
            || clientVersion.indexOf('\0') >= 0)) {
      throw new ProblemException(
          400, "invalid_request", "client_version must have 1 to " + MAX_VERSION + " characters.");
    }
    Hello hello =
        new Hello(
            clientVersion == null ? "rest" : clientVersion,
            WeChatStatus.NOT_RUNNING,
            null,
            rules,
            null);
    return mailboxes
        .ask(agent, hello, known, Duration.ofSeconds(seconds))
        .map(letters -> new Items(letters.stream().map(PollResource::item).toList()));
  }

  /** An agent acknowledges a reply or a command. */
  @POST
  @Path("/{agent_id}/acks")
  @RolesAllowed(Permission.WRITE_MESSAGE)
  @Operation(
      operationId = "acknowledge",
      summary = "Say how a reply or a command ended",
      extensions = @Extension(name = Documentation.TAKES, value = "Acknowledgement"))
  @APIResponse(responseCode = "204", description = "Stored")
  public Uni<Void> acknowledge(@RestPath("agent_id") String agentId, String body) {
    AgentKey agent = own(agentId);
    return switch (read(FrameType.ACK, body, agent)) {
      case Inbound.Receipted receipted -> mailboxes.receipt(agent, receipted.receipt());
      case Inbound.Commanded commanded -> mailboxes.result(agent, commanded.result());
      case Inbound other -> throw new IllegalStateException("not an ack: " + other);
    };
  }

  private AgentKey own(String named) {
    agents.admit(caller.agent());
    return new AgentKey(caller.agent().tenantId(), caller.agentId(named));
  }

  private Inbound read(FrameType type, String body, AgentKey agent) {
    ObjectNode payload;
    try {
      payload = codec.object(body == null ? "" : body);
    } catch (JsonProcessingException e) {
      throw new ProblemException(400, "unreadable_body", "Send one JSON object.");
    }
    Inbound read = codec.read(type, payload, agent.agentId());
    if (read instanceof Inbound.Rejected bad) {
      throw new ProblemException(400, bad.error().wireName(), bad.detail());
    }
    return read;
  }

  private static Item item(Mailbox.Letter letter) {
    return new Item(letter.number(), letter.out().reply(), letter.out().command());
  }
}
