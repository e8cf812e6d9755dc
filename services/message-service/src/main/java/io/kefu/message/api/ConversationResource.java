package io.kefu.message.api;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.conversation.ConversationStatus;
import io.kefu.message.conversation.Conversation;
import io.kefu.message.conversation.SlaConfig;
import io.kefu.message.handover.OperatorAction;
import io.kefu.message.handover.OperatorDesk;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What operators do with one conversation. The operator is the actor named by the token. */
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

  /** A conversation after an action. */
  public record ConversationView(
      UUID conversationId,
      String agentId,
      String chatId,
      UUID customerId,
      ConversationStatus status,
      Instant lastMessageAt,
      Instant slaAt,
      Instant followUpAt,
      Instant snoozeAt,
      String handling,
      String handoverReason,
      String heldBy,
      String assignedTo,
      Instant returnAt) {}

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
  private final SlaConfig sla;
  private final TenantScope tenants;
  private final Caller caller;

  /** Wires the resource. */
  public ConversationResource(
      OperatorDesk desk, SlaConfig sla, TenantScope tenants, Caller caller) {
    this.desk = desk;
    this.sla = sla;
    this.tenants = tenants;
    this.caller = caller;
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
  public Uni<ConversationView> snooze(String id, SnoozeRequest request) {
    Duration duration = sla.snooze();
    if (request != null && request.minutes() != null) {
      if (request.minutes() < 1 || request.minutes() > MAX_SNOOZE_MINUTES) {
        throw invalid("minutes", "must be 1 to " + MAX_SNOOZE_MINUTES);
      }
      duration = Duration.ofMinutes(request.minutes());
    }
    return act(id, new OperatorAction.Snooze(duration));
  }

  /** It is the customer's turn. */
  @POST
  @Path("/wait")
  public Uni<ConversationView> markWaiting(String id) {
    return act(id, new OperatorAction.MarkWaiting());
  }

  /** Settles it and records how it ended. */
  @POST
  @Path("/resolve")
  public Uni<ConversationView> resolve(String id, ResolveRequest request) {
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
  public Uni<ConversationView> assign(String id, AssignRequest request) {
    String operator = request == null ? null : request.operator();
    return act(
        id, new OperatorAction.Assign(operator == null || operator.isBlank() ? null : operator));
  }

  /** Takes it out of the queue, or from the bot. */
  @POST
  @Path("/claim")
  public Uni<ConversationView> claim(String id) {
    return act(id, new OperatorAction.Claim());
  }

  /** Lays it back into the queue. */
  @POST
  @Path("/release")
  public Uni<ConversationView> release(String id) {
    return act(id, new OperatorAction.Release());
  }

  /** Gives it back to the bot. */
  @POST
  @Path("/hand-back")
  public Uni<ConversationView> handBack(String id) {
    return act(id, new OperatorAction.HandBack());
  }

  private Uni<ConversationView> act(String id, OperatorAction action) {
    UUID conversationId = Filter.uuid("id", id);
    String operator =
        caller
            .actor()
            .filter(actor -> !actor.isBlank())
            .orElseThrow(
                () ->
                    new ProblemException(
                        403, "actor_missing", "The service token names no actor who does this."));
    return desk.act(caller.tenantId(), conversationId, action, operator)
        .map(ConversationResource::view);
  }

  private static ProblemException invalid(String field, String message) {
    return new ProblemException(
        400,
        "invalid_request",
        "Correct the fields listed under errors.",
        List.of(new Problem.FieldError(field, message)));
  }

  private static ConversationView view(Conversation conversation) {
    return new ConversationView(
        conversation.id(),
        conversation.chat().agentId(),
        conversation.chat().chatId(),
        conversation.customerId(),
        conversation.state().status(),
        conversation.state().lastMessageAt(),
        conversation.state().slaAt(),
        conversation.state().followUpAt(),
        conversation.state().snoozeAt(),
        conversation.handling().mode().name(),
        conversation.handling().reason(),
        conversation.handling().heldBy(),
        conversation.assignedTo(),
        conversation.handling().returnAt());
  }
}
