package io.kefu.gateway.api;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.gateway.agent.AgentDirectory;
import io.kefu.gateway.agent.AgentRecord;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.collection.Query;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /api/v1/agents}: the registered agents and what is known of them now. */
@Path("/api/v1/agents")
@Tag(name = "agents")
public class AgentResource {

  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;

  private final AgentDirectory directory;
  private final AgentViews views;
  private final CurrentCaller caller;

  AgentResource(AgentDirectory directory, AgentViews views, CurrentCaller caller) {
    this.directory = directory;
    this.views = views;
    this.caller = caller;
  }

  /** Agents in the order of their ids. */
  @GET
  @RolesAllowed({Permission.MANAGE_AGENTS, Permission.READ_MESSAGE})
  @Operation(operationId = "listAgents", summary = "Agents and their live state")
  public Uni<Page<AgentView>> list(
      @Parameter(description = "next_cursor of the page before; none for the first page") @RestQuery
          String cursor,
      @Parameter(
              description = "entries of a page, 50 if absent",
              schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
          @RestQuery
          String limit) {
    int size = Query.limit(limit, DEFAULT_LIMIT, MAX_LIMIT);
    String tenantId = caller.person().tenantId();
    return directory
        .list(tenantId, after(cursor), size + 1)
        .map(found -> page(tenantId, found, size));
  }

  /** One agent. */
  @GET
  @Path("/{agent_id}")
  @RolesAllowed({Permission.MANAGE_AGENTS, Permission.READ_MESSAGE})
  @Operation(operationId = "getAgent", summary = "One agent and its live state")
  @APIResponse(responseCode = "200", description = "ETag is the version, for If-Match")
  public Uni<RestResponse<AgentView>> get(@RestPath("agent_id") String agentId) {
    String tenantId = caller.person().tenantId();
    return directory
        .get(tenantId, agentId)
        .map(agent -> Tagged.answer(200, views.of(tenantId, agent), agent.version()));
  }

  private Page<AgentView> page(String tenantId, List<AgentRecord> found, int size) {
    boolean more = found.size() > size;
    List<AgentRecord> shown = more ? found.subList(0, size) : found;
    String next =
        more
            ? Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(shown.get(size - 1).agentId().getBytes(StandardCharsets.UTF_8))
            : null;
    return new Page<>(shown.stream().map(agent -> views.of(tenantId, agent)).toList(), next);
  }

  private static String after(String cursor) {
    if (cursor == null) {
      return "";
    }
    try {
      String agentId = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      if (agentId.indexOf('\0') < 0) {
        return agentId;
      }
    } catch (IllegalArgumentException e) {
      // Said below, like a text that no database stores.
    }
    throw new ProblemException(
        400, "invalid_cursor", "Send next_cursor of the page before, or none.");
  }
}
