package io.kefu.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.contracts.frame.CommandName;
import io.kefu.gateway.agent.AgentDirectory;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.collection.Query;
import io.kefu.gateway.command.CommandDesk;
import io.kefu.gateway.command.IssuedCommand;
import io.kefu.gateway.idempotency.Idempotent;
import io.kefu.gateway.session.AgentKey;
import io.kefu.gateway.session.TextHygiene;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * {@code /api/v1/agents/{agent_id}/commands}: tell an agent what to do, and see what came of it.
 */
@Path("/api/v1/agents")
@Tag(name = "agents")
@Idempotent
public class CommandResource {

  private static final UUID NEWEST = new UUID(-1L, -1L);
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 200;

  /**
   * A command.
   *
   * @param name which
   * @param args its arguments (optional)
   */
  public record CommandOrder(
      CommandName name, @Schema(implementation = Object.class) JsonNode args) {}

  private final CommandDesk desk;
  private final AgentDirectory agents;
  private final CurrentCaller caller;

  CommandResource(CommandDesk desk, AgentDirectory agents, CurrentCaller caller) {
    this.desk = desk;
    this.agents = agents;
    this.caller = caller;
  }

  /** Sends a command. */
  @POST
  @Path("/{agent_id}/commands")
  @RolesAllowed(Permission.MANAGE_AGENTS)
  @Operation(
      operationId = "commandAgent",
      summary = "Send a command to an agent; its answer is read at Location",
      extensions = @Extension(name = Documentation.TAKES, value = "AgentCommandOrder"))
  @APIResponse(
      responseCode = "202",
      description = "Stored and on its way",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = IssuedCommand.class)))
  public Uni<RestResponse<IssuedCommand>> command(
      @RestPath("agent_id") String agentId, CommandOrder order) {
    if (order == null || order.name() == null) {
      throw new ProblemException(400, "invalid_request", "Name the command in name.");
    }
    JsonNode args = order.args() == null ? JsonNodeFactory.instance.objectNode() : order.args();
    if (!args.isObject()) {
      throw new ProblemException(400, "invalid_request", "args must be an object.");
    }
    return issue(agentId, order.name(), TextHygiene.clean(args));
  }

  /** Stops sending and collecting. */
  @POST
  @Path("/{agent_id}/pause")
  @RolesAllowed(Permission.MANAGE_AGENTS)
  @Operation(operationId = "pauseAgent", summary = "Stop an agent from sending and collecting")
  @APIResponse(
      responseCode = "202",
      description = "Stored and on its way",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = IssuedCommand.class)))
  public Uni<RestResponse<IssuedCommand>> pause(@RestPath("agent_id") String agentId) {
    return issue(agentId, CommandName.PAUSE, JsonNodeFactory.instance.objectNode());
  }

  /** Goes on after a pause. */
  @POST
  @Path("/{agent_id}/resume")
  @RolesAllowed(Permission.MANAGE_AGENTS)
  @Operation(operationId = "resumeAgent", summary = "Let an agent go on after a pause")
  @APIResponse(
      responseCode = "202",
      description = "Stored and on its way",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = IssuedCommand.class)))
  public Uni<RestResponse<IssuedCommand>> resume(@RestPath("agent_id") String agentId) {
    return issue(agentId, CommandName.RESUME, JsonNodeFactory.instance.objectNode());
  }

  /** Commands, the newest first. */
  @GET
  @Path("/{agent_id}/commands")
  @RolesAllowed(Permission.MANAGE_AGENTS)
  @Operation(operationId = "listCommands", summary = "Commands to an agent, the newest first")
  public Uni<Page<IssuedCommand>> list(
      @RestPath("agent_id") String agentId,
      @Parameter(description = "next_cursor of the page before; none for the first page") @RestQuery
          String cursor,
      @Parameter(
              description = "entries of a page, 50 if absent",
              schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "200"))
          @RestQuery
          String limit) {
    int size = Query.limit(limit, DEFAULT_LIMIT, MAX_LIMIT);
    UUID before =
        cursor == null
            ? NEWEST
            : uuid(cursor, 400, "invalid_cursor", "Send next_cursor of the page before, or none.");
    AgentKey agent = agent(agentId);
    return agents
        .get(agent.tenantId(), agentId)
        .flatMap(known -> desk.list(agent, before, size + 1))
        .map(
            found -> {
              boolean more = found.size() > size;
              List<IssuedCommand> shown = more ? found.subList(0, size) : found;
              return new Page<>(shown, more ? shown.get(size - 1).commandId().toString() : null);
            });
  }

  /** A command and what came of it. */
  @GET
  @Path("/{agent_id}/commands/{command_id}")
  @RolesAllowed(Permission.MANAGE_AGENTS)
  @Operation(operationId = "getCommand", summary = "A command and what came of it")
  public Uni<IssuedCommand> get(
      @RestPath("agent_id") String agentId, @RestPath("command_id") String commandId) {
    UUID id = uuid(commandId, 404, "command_not_found", "There is no such command.");
    return desk.find(agent(agentId), id)
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new ProblemException(
                            404, "command_not_found", "There is no such command.")));
  }

  private Uni<RestResponse<IssuedCommand>> issue(String agentId, CommandName name, JsonNode args) {
    return desk.issue(caller.actor(), agentId, name, args)
        .map(
            issued ->
                RestResponse.ResponseBuilder.create(RestResponse.Status.ACCEPTED, issued)
                    .header(
                        HttpHeaders.LOCATION,
                        "/api/v1/agents/" + issued.agentId() + "/commands/" + issued.commandId())
                    .build());
  }

  private AgentKey agent(String agentId) {
    return new AgentKey(caller.person().tenantId(), agentId);
  }

  private static UUID uuid(String text, int status, String code, String detail) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(status, code, detail);
    }
  }
}
