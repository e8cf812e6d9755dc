package io.kefu.erp.status;

import io.kefu.chassis.problem.Problem.FieldError;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.erp.conflict.ThreeWay.Winner;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;

/** Dead letters, conflicts and history for the gateway; the tenant is the service token's. */
@Path("/internal/v1/erp")
@RolesAllowed(ServiceTokens.ROLE)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ErpWorkResource {

  private static final int MAX_LIMIT = 500;

  private final ErpWork work;
  private final Caller caller;

  /** Wires the resource. */
  public ErpWorkResource(ErpWork work, Caller caller) {
    this.work = work;
    this.caller = caller;
  }

  /**
   * A page of a list; the next begins after the last customer of this one.
   *
   * @param items rows
   */
  public record Items<T>(List<T> items) {}

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

  /** Customers whose push was given up. */
  @GET
  @Path("/dead-letters")
  public Uni<Items<ErpWork.DeadLetter>> deadLetters(
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    return work.deadLetters(caller.tenantId(), after, bounded(limit)).map(Items::new);
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
  public Uni<Items<ErpWork.Conflict>> conflicts(
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    return work.conflicts(caller.tenantId(), after, bounded(limit)).map(Items::new);
  }

  /** Decides a field; carried out by the customer's next sync, which is queued at once. */
  @PUT
  @Path("/conflicts/{customer}/{field}")
  public Uni<Void> decide(
      @PathParam("customer") String customer,
      @PathParam("field") String field,
      DecisionRequest request) {
    Winner winner = winner(request);
    return work.decide(
            caller.tenantId(), customer, field, winner, caller.actor().orElseGet(caller::service))
        .invoke(
            open -> {
              if (!open) {
                throw new ProblemException(
                    404, "not_found", "This field of this customer is not in conflict.");
              }
            })
        .replaceWithVoid();
  }

  /** What was decided about a customer's fields, latest first. */
  @GET
  @Path("/customers/{customer}/decisions")
  public Uni<Items<ErpWork.PastDecision>> history(
      @PathParam("customer") String customer, @QueryParam("limit") @DefaultValue("100") int limit) {
    return work.history(caller.tenantId(), customer, bounded(limit)).map(Items::new);
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

  private static int bounded(int limit) {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new ProblemException(
          400,
          "invalid_request",
          "Correct the fields listed under errors.",
          List.of(new FieldError("limit", "must be 1 to " + MAX_LIMIT)));
    }
    return limit;
  }
}
