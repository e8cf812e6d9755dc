package io.kefu.gateway.api;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.contracts.chat.WeChatStatus;
import io.kefu.gateway.agent.AgentDirectory;
import io.kefu.gateway.agent.AgentRecord;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.presence.AgentState;
import io.kefu.gateway.presence.Presence;
import io.kefu.gateway.session.AgentKey;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** {@code /api/v1/agents}: the registered agents and what is known of them now. */
@Path("/api/v1/agents")
@Tag(name = "agents")
public class AgentResource {

  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;

  /**
   * An agent with its live state; what was not heard lately is absent.
   *
   * @param agentId unique within the tenant
   * @param name for people
   * @param enabled false while it is shut out
   * @param online whether it has a socket on any replica
   * @param since online or offline since
   * @param lastHeardAt its last sign of life
   * @param wechatStatus state of its WeChat client
   * @param clientVersion version of its program
   * @param queueDepth messages it has not handed over
   * @param screenLocked whether it cannot type
   * @param version for a change of it
   * @param createdAt when it was registered
   */
  public record AgentView(
      String agentId,
      String name,
      boolean enabled,
      boolean online,
      Instant since,
      Instant lastHeardAt,
      WeChatStatus wechatStatus,
      String clientVersion,
      Integer queueDepth,
      Boolean screenLocked,
      long version,
      Instant createdAt) {}

  private final AgentDirectory directory;
  private final Presence presence;
  private final CurrentCaller caller;

  AgentResource(AgentDirectory directory, Presence presence, CurrentCaller caller) {
    this.directory = directory;
    this.presence = presence;
    this.caller = caller;
  }

  /** Agents in the order of their ids. */
  @GET
  @RolesAllowed({Permission.MANAGE_AGENTS, Permission.READ_MESSAGE})
  @Operation(operationId = "listAgents", summary = "Agents and their live state")
  public Uni<Page<AgentView>> list(
      @Parameter(description = "next_cursor of the page before") @RestQuery String cursor,
      @Parameter(description = "1 to 500, 50 if absent") @RestQuery Integer limit) {
    int size = limit == null ? DEFAULT_LIMIT : limit;
    if (size < 1 || size > MAX_LIMIT) {
      throw new ProblemException(
          400, "invalid_request", "limit must lie between 1 and " + MAX_LIMIT + ".");
    }
    String tenantId = caller.person().tenantId();
    return directory
        .list(tenantId, after(cursor), size + 1)
        .map(found -> page(tenantId, found, size));
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
    return new Page<>(shown.stream().map(agent -> view(tenantId, agent)).toList(), next);
  }

  private AgentView view(String tenantId, AgentRecord agent) {
    Optional<AgentState> state = presence.of(new AgentKey(tenantId, agent.agentId()));
    return new AgentView(
        agent.agentId(),
        agent.name(),
        agent.enabled(),
        state.map(AgentState::online).orElse(false),
        state.map(AgentState::since).orElse(null),
        state.map(AgentState::lastHeard).orElse(null),
        state.map(AgentState::wechatStatus).orElse(null),
        state.map(AgentState::clientVersion).orElse(null),
        state.map(AgentState::queueDepth).orElse(null),
        state.map(AgentState::screenLocked).orElse(null),
        agent.version(),
        agent.createdAt());
  }

  private static String after(String cursor) {
    if (cursor == null) {
      return "";
    }
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          400, "invalid_cursor", "Send next_cursor of the page before, or none.");
    }
  }
}
