package io.kefu.message.api;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.learning.Candidate;
import io.kefu.message.learning.Review;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jboss.resteasy.reactive.RestQuery;

/** The review queue of what may be learned. */
@Path("/internal/v1/learning/candidates")
@RolesAllowed(ServiceTokens.ROLE)
public class LearningResource {

  private static final Set<String> STATES = Set.of("PENDING", "PUBLISHING", "APPROVED", "REJECTED");

  /** Body of approve; what is left out stays as it is. */
  public record Approval(String question, String answer, String knowledgeBase) {}

  /** Body of reject. */
  public record Rejection(String reason) {}

  private final Review review;
  private final Caller caller;

  /** Wires the resource. */
  public LearningResource(Review review, Caller caller) {
    this.review = review;
    this.caller = caller;
  }

  /** Candidates, the newest first; of one state, or all. */
  @GET
  public Uni<Page<Candidate>> list(
      @RestQuery String cursor, @RestQuery @DefaultValue("50") int limit, @RestQuery String state) {
    Page.Cursor after = Page.Cursor.parse(cursor);
    int rows = Page.limit(limit);
    String wanted = state == null || state.isBlank() ? null : state.toUpperCase(Locale.ROOT);
    if (wanted != null && !STATES.contains(wanted)) {
      throw new ProblemException(
          400,
          "invalid_request",
          "Correct the fields listed under errors.",
          List.of(
              new Problem.FieldError(
                  "state", "must be PENDING, PUBLISHING, APPROVED or REJECTED")));
    }
    return review
        .list(caller.tenantId(), new Review.Position(after.time(), after.id()), rows + 1, wanted)
        .map(
            found ->
                Page.of(found, rows, Candidate::createdAt, item -> item.candidateId().toString()));
  }

  /** Takes a candidate into the knowledge base, as it is or corrected. */
  @POST
  @Path("/{id}/approve")
  public Uni<Candidate> approve(String id, Approval approval) {
    Approval asItIs = approval == null ? new Approval(null, null, null) : approval;
    return review.approve(
        caller.tenantId(),
        Filter.uuid("id", id),
        asItIs.question(),
        asItIs.answer(),
        asItIs.knowledgeBase(),
        caller.actor().orElse(caller.service()));
  }

  /** Refuses a candidate. */
  @POST
  @Path("/{id}/reject")
  public Uni<Candidate> reject(String id, Rejection rejection) {
    return review.reject(
        caller.tenantId(),
        Filter.uuid("id", id),
        rejection == null ? null : rejection.reason(),
        caller.actor().orElse(caller.service()));
  }
}
