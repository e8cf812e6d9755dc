package io.kefu.gateway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.neighbour.Neighbour;
import io.kefu.gateway.neighbour.NeighbourConfig;
import io.kefu.gateway.neighbour.ServerEvent;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestStreamElementType;

/**
 * Drafts for operators, told while they are written. A refusal is an ordinary problem as long as
 * nothing was told; after that every stream ends with one event {@code done} or {@code error}.
 */
@Path("/api/v1/conversations/{id}/draft")
@Tag(name = "conversations")
public class DraftResource {

  private static final Logger LOG = Logger.getLogger(DraftResource.class);
  private static final Set<String> LAST = Set.of("done", "error");

  /** What comes from the service behind has a little longer than its own deadline. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final PassOn pass;
  private final NeighbourConfig limits;
  private final ObjectMapper json;

  DraftResource(PassOn pass, NeighbourConfig limits, ObjectMapper json) {
    this.pass = pass;
    this.limits = limits;
    this.json = json;
  }

  /** Have a reply drafted; nothing is sent. */
  @POST
  @RolesAllowed(Permission.WRITE_MESSAGE)
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RestStreamElementType(MediaType.TEXT_PLAIN)
  @Blocking
  @RunOnVirtualThread
  @ResponseHeader(name = "X-Accel-Buffering", value = "no")
  @Operation(
      operationId = "draftReply",
      summary =
          "Have a reply drafted, told while it is written; the operator changes and sends it,"
              + " nothing goes out by itself",
      extensions = {@Extension(name = Documentation.TAKES, value = "DraftWish")})
  @APIResponse(
      responseCode = "200",
      description =
          "Events asked, begin, piece and waiting, then one done (with the text that may be said)"
              + " or error (a problem); JSON in each",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(type = SchemaType.STRING)))
  public Multi<OutboundSseEvent> draftReply(@RestPath String id, String body, @Context Sse sse) {
    AtomicBoolean ended = new AtomicBoolean();
    return pass.drafted(Neighbour.MESSAGE, body)
        .select()
        .first(limits.draftLimit().plus(MARGIN))
        .invoke(event -> ended.compareAndSet(false, LAST.contains(event.name())))
        .onFailure()
        .recoverWithMulti(
            failure -> {
              LOG.debugf("a draft broke off: %s", failure.getClass().getSimpleName());
              return Multi.createFrom().empty();
            })
        .onCompletion()
        .continueWith(() -> ended.get() ? List.of() : List.of(brokenOff()))
        .map(event -> outbound(sse, event));
  }

  private ServerEvent brokenOff() {
    ProblemException problem =
        new ProblemException(502, "draft_interrupted", "The draft broke off; try again.");
    try {
      return new ServerEvent("error", json.writeValueAsString(problem.toProblem()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a problem cannot be written", e);
    }
  }

  private static OutboundSseEvent outbound(Sse sse, ServerEvent event) {
    return sse.newEventBuilder().name(event.name()).data(event.data()).build();
  }
}
