package io.kefu.message.api;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.learning.Candidate;
import io.kefu.message.learning.Review;
import io.kefu.message.persistence.ExpectedVersion;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

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

  /** One candidate, its version as ETag. */
  @GET
  @Path("/{id}")
  public Uni<RestResponse<Candidate>> read(String id) {
    return review.read(caller.tenantId(), Filter.uuid("id", id)).map(LearningResource::tagged);
  }

  /** Takes a candidate into the knowledge base, as it is or corrected; with If-Match as read. */
  @POST
  @Path("/{id}/approve")
  public Uni<RestResponse<Candidate>> approve(
      String id, @HeaderParam("If-Match") String ifMatch, Approval approval) {
    Approval asItIs = approval == null ? new Approval(null, null, null) : approval;
    return review
        .approve(
            caller.tenantId(),
            Filter.uuid("id", id),
            asItIs.question(),
            asItIs.answer(),
            asItIs.knowledgeBase(),
            ExpectedVersion.of(ifMatch),
            caller.actor().orElse(caller.service()))
        .map(LearningResource::tagged);
  }

  /** Refuses a candidate; with If-Match as it was read. */
  @POST
  @Path("/{id}/reject")
  public Uni<RestResponse<Candidate>> reject(
      String id, @HeaderParam("If-Match") String ifMatch, Rejection rejection) {
    return review
        .reject(
            caller.tenantId(),
            Filter.uuid("id", id),
            rejection == null ? null : rejection.reason(),
            ExpectedVersion.of(ifMatch),
            caller.actor().orElse(caller.service()))
        .map(LearningResource::tagged);
  }

  private static RestResponse<Candidate> tagged(Candidate candidate) {
    return Tagged.of(candidate, candidate.version());
  }
}
