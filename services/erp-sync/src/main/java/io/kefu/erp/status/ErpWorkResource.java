package io.kefu.erp.status;

import io.kefu.chassis.problem.Problem.FieldError;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.erp.conflict.ThreeWay.Winner;
import io.kefu.erp.status.Page.Cursor;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Dead letters, conflicts and history for the gateway; the tenant is the service token's. */
@Path("/internal/v1/erp")
@RolesAllowed(ServiceTokens.ROLE)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ErpWorkResource {

  private static final String LIMIT = "100";

  private final ErpWork work;
  private final Caller caller;

  /** Wires the resource. */
  public ErpWorkResource(ErpWork work, Caller caller) {
    this.work = work;
    this.caller = caller;
  }

  /**
   * Which dead letters to queue again.
   *
   * @param customerIds customers; empty or absent for all
   */
  public record ReplayRequest(List<String> customerIds) {}

  /**
   * How many were queued again.
   *
   * @param queued customers
   */
  public record Replayed(int queued) {}

  /**
   * Whose value stands.
   *
   * @param winner ours or theirs
   */
  public record DecisionRequest(String winner) {}

  /** Customers whose push was given up; {@code after} is a customer id, for those who have one. */
  @GET
  @Path("/dead-letters")
  public Uni<Page<ErpWork.DeadLetter>> deadLetters(
      @QueryParam("cursor") String cursor,
      @QueryParam("after") String after,
      @QueryParam("limit") @DefaultValue(LIMIT) int limit) {
    int rows = Page.limit(limit);
    Cursor from = from(cursor, after);
    return work.deadLetters(caller.tenantId(), from.first(), rows + 1)
        .map(found -> Page.of(found, rows, letter -> new Cursor(letter.customerId(), "")));
  }

  /** Queues dead letters again. */
  @POST
  @Path("/dead-letters/replay")
  public Uni<Replayed> replay(ReplayRequest request) {
    List<String> customers =
        request == null || request.customerIds() == null ? List.of() : request.customerIds();
    return work.replay(caller.tenantId(), customers).map(Replayed::new);
  }

  /** Fields that both sides changed and nobody decided. */
  @GET
  @Path("/conflicts")
  public Uni<Page<ErpWork.Conflict>> conflicts(
      @QueryParam("cursor") String cursor,
      @QueryParam("after") String after,
      @QueryParam("limit") @DefaultValue(LIMIT) int limit) {
    int rows = Page.limit(limit);
    Cursor from = from(cursor, after);
    return work.conflicts(caller.tenantId(), from.first(), from.second(), rows + 1)
        .map(
            found ->
                Page.of(
                    found, rows, conflict -> new Cursor(conflict.customerId(), conflict.field())));
  }

  /**
   * Decides a field; carried out by the customer's next sync, which is queued at once.
   *
   * @param ifMatch version of the conflict as an entity tag: decides the values that were seen, or
   *     nothing
   */
  @PUT
  @Path("/conflicts/{customer}/{field}")
  public Uni<Void> decide(
      @PathParam("customer") String customer,
      @PathParam("field") String field,
      @HeaderParam("If-Match") String ifMatch,
      DecisionRequest request) {
    Winner winner = winner(request);
    Optional<String> version =
        Optional.ofNullable(ifMatch)
            .map(tag -> tag.strip().replaceAll("^(?:W/)?\"|\"$", ""))
            .filter(tag -> !tag.isEmpty() && !tag.equals("*"));
    return work.decide(
            caller.tenantId(),
            customer,
            field,
            winner,
            caller.actor().orElseGet(caller::service),
            version)
        .invoke(
            decided -> {
              switch (decided) {
                case YES -> {}
                case NOT_OPEN ->
                    throw new ProblemException(
                        404, "not_found", "This field of this customer is not in conflict.");
                case CHANGED ->
                    throw new ProblemException(
                        412,
                        "version_changed",
                        "A value has changed meanwhile: read the conflict again and decide.");
              }
            })
        .replaceWithVoid();
  }

  /** What was decided about a customer's fields, latest first. */
  @GET
  @Path("/customers/{customer}/decisions")
  public Uni<Page<ErpWork.PastDecision>> history(
      @PathParam("customer") String customer,
      @QueryParam("cursor") String cursor,
      @QueryParam("limit") @DefaultValue(LIMIT) int limit) {
    int rows = Page.limit(limit);
    return work.history(caller.tenantId(), customer, Cursor.parse(cursor).first(), rows + 1)
        .map(found -> Page.of(found, rows, past -> new Cursor(past.decisionId(), "")));
  }

  private static Cursor from(String cursor, String after) {
    // After every field of that customer: no field's name sorts behind this one.
    return cursor == null && after != null && !after.isEmpty()
        ? new Cursor(after, "\uffff")
        : Cursor.parse(cursor);
  }

  private static Winner winner(DecisionRequest request) {
    String wanted = request == null || request.winner() == null ? "" : request.winner();
    return switch (wanted.toLowerCase(Locale.ROOT)) {
      case "ours" -> Winner.OURS;
      case "theirs" -> Winner.THEIRS;
      default ->
          throw new ProblemException(
              400,
              "invalid_request",
              "Correct the fields listed under errors.",
              List.of(new FieldError("winner", "must be ours or theirs")));
    };
  }
}
