package io.kefu.gateway.api;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.gateway.agent.AgentAdministration;
import io.kefu.gateway.agent.PayloadKeys;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.collection.ExpectedVersion;
import io.kefu.gateway.idempotency.Idempotent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** Administration of agents. */
@Path("/api/v1/agents")
@Tag(name = "agents")
@Idempotent
public class AgentAdminResource {

  /**
   * A new agent.
   *
   * @param agentId unique within the tenant
   * @param name for people
   */
  public record NewAgent(
      @Schema(examples = "agent_002") String agentId, @Schema(examples = "前台") String name) {}

  /**
   * What goes into the agent's configuration; shown once.
   *
   * @param agentId agent
   * @param secretKey its secret
   */
  public record AgentSecret(String agentId, String secretKey) {

    @Override
    public String toString() {
      return "AgentSecret[" + agentId + "]";
    }
  }

  /**
   * What goes into the agent's configuration; shown once.
   *
   * @param agentId agent
   * @param payloadKey base64url of 32 bytes
   */
  public record PayloadKey(String agentId, String payloadKey) {

    @Override
    public String toString() {
      return "PayloadKey[" + agentId + "]";
    }
  }

  /**
   * What to change.
   *
   * @param name for people
   */
  public record AgentChange(@Schema(examples = "前台一号") String name) {}

  private final AgentAdministration agents;
  private final AgentViews views;
  private final PayloadKeys payloadKeys;
  private final CurrentCaller caller;

  AgentAdminResource(
      AgentAdministration agents, PayloadKeys payloadKeys, AgentViews views, CurrentCaller caller) {
    this.agents = agents;
    this.payloadKeys = payloadKeys;
    this.views = views;
    this.caller = caller;
  }

  /** Registers an agent. */
  @POST
  @ResponseStatus(201)
  @RolesAllowed(Permission.MANAGE_AGENTS)
  @Operation(operationId = "createAgent", summary = "Register an agent; shows its secret once")
  @APIResponse(
      responseCode = "201",
      description = "Registered",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AgentSecret.class)))
  @APIResponse(responseCode = "409", description = "The agent_id is taken")
  public Uni<AgentSecret> create(NewAgent agent) {
    if (agent == null) {
      throw new ProblemException(400, "unreadable_body", "Send a JSON body.");
    }
    return agents
        .create(caller.actor(), agent.agentId(), agent.name())
        .map(secret -> new AgentSecret(agent.agentId(), secret));
  }

  /** Renames an agent. */
  @PATCH
  @Path("/{agent_id}")
  @RolesAllowed(Permission.MANAGE_AGENTS)
  @Operation(operationId = "changeAgent", summary = "Change an agent's name")
  @APIResponse(responseCode = "200", description = "Changed; ETag is the new version")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  @APIResponse(responseCode = "428", description = "If-Match is missing")
  public Uni<RestResponse<AgentView>> change(
      @RestPath("agent_id") String agentId,
      @Parameter(description = "ETag as it was read") @RestHeader(HttpHeaders.IF_MATCH)
          String ifMatch,
      AgentChange change) {
    Texts.requireBody(change);
    String tenantId = caller.person().tenantId();
    return agents
        .rename(caller.actor(), agentId, ExpectedVersion.of(ifMatch), change.name())
        .map(agent -> Tagged.answer(200, views.of(tenantId, agent), agent.version()));
  }

  /** Shuts an agent out. */
  @POST
  @Path("/{agent_id}/disable")
  @RolesAllowed(Permission.MANAGE_AGENTS)
  @Operation(operationId = "disableAgent", summary = "Shut an agent out; closes its socket")
  @APIResponse(responseCode = "204", description = "Shut out")
  public Uni<Void> disable(@RestPath("agent_id") String agentId) {
    return agents.setEnabled(caller.actor(), agentId, false);
  }

  /** Lets an agent in again. */
  @POST
  @Path("/{agent_id}/enable")
  @RolesAllowed(Permission.MANAGE_AGENTS)
  @Operation(operationId = "enableAgent", summary = "Let an agent in again")
  @APIResponse(responseCode = "204", description = "Let in")
  public Uni<Void> enable(@RestPath("agent_id") String agentId) {
    return agents.setEnabled(caller.actor(), agentId, true);
  }

  /** Gives an agent a new secret. */
  @POST
  @Path("/{agent_id}/secret")
  @RolesAllowed(Permission.MANAGE_AGENTS)
  @Operation(
      operationId = "renewAgentSecret",
      summary = "Give an agent a new secret, shown once; ends its logins")
  public Uni<AgentSecret> renewSecret(@RestPath("agent_id") String agentId) {
    return agents
        .renewSecret(caller.actor(), agentId)
        .map(secret -> new AgentSecret(agentId, secret));
  }

  /** Gives an agent a new payload key. */
  @POST
  @Path("/{agent_id}/payload-key")
  @RolesAllowed(Permission.MANAGE_AGENTS)
  @Operation(
      operationId = "renewPayloadKey",
      summary = "Give an agent a new key to seal payloads with, shown once; ends its logins")
  @APIResponse(responseCode = "200", description = "For the agent's configuration")
  public Uni<PayloadKey> renewPayloadKey(@RestPath("agent_id") String agentId) {
    return payloadKeys.renew(caller.actor(), agentId).map(key -> new PayloadKey(agentId, key));
  }
}
