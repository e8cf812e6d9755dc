package io.kefu.message.api;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.conversation.SlaConfig;
import io.kefu.message.handover.OperatorAction;
import io.kefu.message.handover.OperatorDesk;
import io.kefu.message.persistence.ExpectedVersion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * One conversation: read it, and what operators do with it. The operator is the actor named by the
 * token; with If-Match it is done to the version that was read, or not at all.
 */
@Path("/internal/v1/conversations/{id}")
@RolesAllowed(ServiceTokens.ROLE)
public class ConversationResource {

  private static final int MAX_SNOOZE_MINUTES = 60 * 24 * 30;
  private static final Set<String> OUTCOMES =
      Set.of("solved", "unsolved", "transferred", "abandoned");

  /** Body of snooze. */
  public record SnoozeRequest(Integer minutes) {}

  /** Body of assign; without an operator it is nobody's. */
  public record AssignRequest(String operator) {}

  /** Body of resolve; solved unless it says otherwise. */
  public record ResolveRequest(
      String outcome, String reason, Integer satisfaction, List<String> tags) {}

  /** One recorded change of status. */
  public record TransitionView(
      String fromStatus, String toStatus, String cause, String actor, Instant occurredAt) {}

  /** Uses transitions_conversation. */
  private static final String TRANSITIONS =
      """
      SELECT from_status, to_status, cause, actor, occurred_at FROM transitions
      WHERE tenant_id = $1 AND conversation_id = $2
      ORDER BY occurred_at DESC, transition_id DESC LIMIT 200
      """;

  private final OperatorDesk desk;
  private final ConversationViews views;
  private final SlaConfig sla;
  private final TenantScope tenants;
  private final Caller caller;

  /** Wires the resource. */
  public ConversationResource(
      OperatorDesk desk,
      ConversationViews views,
      SlaConfig sla,
      TenantScope tenants,
      Caller caller) {
    this.desk = desk;
    this.views = views;
    this.sla = sla;
    this.tenants = tenants;
    this.caller = caller;
  }

  /** The conversation, its version as ETag. */
  @GET
  public Uni<RestResponse<ConversationView>> read(String id) {
    return shown(Filter.uuid("id", id));
  }

  /** The recorded changes of status, the last first. */
  @GET
  @Path("/transitions")
  public Uni<List<TransitionView>> transitions(String id) {
    UUID conversationId = Filter.uuid("id", id);
    String tenantId = caller.tenantId();
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(TRANSITIONS)
                .execute(Tuple.of(tenantId, conversationId))
                .map(
                    rows -> {
                      List<TransitionView> views = new ArrayList<>(rows.size());
                      rows.forEach(
                          row ->
                              views.add(
                                  new TransitionView(
                                      row.getString("from_status"),
                                      row.getString("to_status"),
                                      row.getString("cause"),
                                      row.getString("actor"),
                                      row.getOffsetDateTime("occurred_at").toInstant())));
                      return views;
                    }));
  }

  /** Puts it off. */
  @POST
  @Path("/snooze")
  public Uni<RestResponse<ConversationView>> snooze(
      String id, @HeaderParam("If-Match") String ifMatch, SnoozeRequest request) {
    Duration duration = sla.snooze();
    if (request != null && request.minutes() != null) {
      if (request.minutes() < 1 || request.minutes() > MAX_SNOOZE_MINUTES) {
        throw invalid("minutes", "must be 1 to " + MAX_SNOOZE_MINUTES);
      }
      duration = Duration.ofMinutes(request.minutes());
    }
    return act(id, ifMatch, new OperatorAction.Snooze(duration));
  }

  /** It is the customer's turn. */
  @POST
  @Path("/wait")
  public Uni<RestResponse<ConversationView>> markWaiting(
      String id, @HeaderParam("If-Match") String ifMatch) {
    return act(id, ifMatch, new OperatorAction.MarkWaiting());
  }

  /** Settles it and records how it ended. */
  @POST
  @Path("/resolve")
  public Uni<RestResponse<ConversationView>> resolve(
      String id, @HeaderParam("If-Match") String ifMatch, ResolveRequest request) {
    ResolveRequest asked = request == null ? new ResolveRequest(null, null, null, null) : request;
    String outcome = asked.outcome() == null ? "solved" : asked.outcome();
    if (!OUTCOMES.contains(outcome)) {
      throw invalid("outcome", "must be solved, unsolved, transferred or abandoned");
    }
    if (asked.satisfaction() != null && (asked.satisfaction() < 1 || asked.satisfaction() > 5)) {
      throw invalid("satisfaction", "must be 1 to 5");
    }
    return act(
        id,
        ifMatch,
        new OperatorAction.Resolve(
            new OperatorAction.Ending(
                outcome,
                asked.reason(),
                asked.satisfaction(),
                asked.tags() == null ? List.of() : asked.tags())));
  }

  /** Gives it to an operator. */
  @POST
  @Path("/assign")
  public Uni<RestResponse<ConversationView>> assign(
      String id, @HeaderParam("If-Match") String ifMatch, AssignRequest request) {
    String operator = request == null ? null : request.operator();
    return act(
        id,
        ifMatch,
        new OperatorAction.Assign(operator == null || operator.isBlank() ? null : operator));
  }

  /** Takes it out of the queue, or from the bot. */
  @POST
  @Path("/claim")
  public Uni<RestResponse<ConversationView>> claim(
      String id, @HeaderParam("If-Match") String ifMatch) {
    return act(id, ifMatch, new OperatorAction.Claim());
  }

  /** Lays it back into the queue. */
  @POST
  @Path("/release")
  public Uni<RestResponse<ConversationView>> release(
      String id, @HeaderParam("If-Match") String ifMatch) {
    return act(id, ifMatch, new OperatorAction.Release());
  }

  /** Gives it back to the bot. */
  @POST
  @Path("/hand-back")
  public Uni<RestResponse<ConversationView>> handBack(
      String id, @HeaderParam("If-Match") String ifMatch) {
    return act(id, ifMatch, new OperatorAction.HandBack());
  }

  private Uni<RestResponse<ConversationView>> act(
      String id, String ifMatch, OperatorAction action) {
    UUID conversationId = Filter.uuid("id", id);
    String operator =
        caller
            .actor()
            .filter(actor -> !actor.isBlank())
            .orElseThrow(
                () ->
                    new ProblemException(
                        403, "actor_missing", "The service token names no actor who does this."));
    return desk.act(
            caller.tenantId(), conversationId, action, ExpectedVersion.of(ifMatch), operator)
        .chain(done -> shown(conversationId));
  }

  private static ProblemException invalid(String field, String message) {
    return new ProblemException(
        400,
        "invalid_request",
        "Correct the fields listed under errors.",
        List.of(new Problem.FieldError(field, message)));
  }

  private Uni<RestResponse<ConversationView>> shown(UUID conversationId) {
    return views.of(caller.tenantId(), conversationId).map(view -> Tagged.of(view, view.version()));
  }
}
