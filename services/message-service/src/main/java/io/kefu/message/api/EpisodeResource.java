package io.kefu.message.api;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.outcome.Ending;
import io.kefu.message.outcome.Episodes;
import io.kefu.message.outcome.OutcomeView;
import io.kefu.message.persistence.ExpectedVersion;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.RestResponse;

/** How the episodes of one conversation ended (domain.md §6). */
@Path("/internal/v1/conversations/{id}")
@RolesAllowed(ServiceTokens.ROLE)
public class EpisodeResource {

  private static final int MAX_REASON = 1_000;
  private static final int MAX_TAGS = 50;
  private static final int MAX_TAG = 40;
  private static final Set<String> OUTCOMES =
      Set.of("solved", "unsolved", "transferred", "abandoned");
  private static final Set<String> RESOLVED_BY = Set.of("ai", "human", "self");

  private final Episodes episodes;
  private final Caller caller;

  /** Wires the resource. */
  public EpisodeResource(Episodes episodes, Caller caller) {
    this.episodes = episodes;
    this.caller = caller;
  }

  /** All of them, the last first. */
  @GET
  @Path("/outcomes")
  public Uni<List<OutcomeView>> list(String id) {
    return episodes.of(caller.tenantId(), Filter.uuid("id", id));
  }

  /** The last one; 404 before the first. */
  @GET
  @Path("/outcome")
  public Uni<RestResponse<OutcomeView>> last(String id) {
    return episodes
        .of(caller.tenantId(), Filter.uuid("id", id))
        .map(
            outcomes ->
                outcomes.stream()
                    .findFirst()
                    .map(EpisodeResource::tagged)
                    .orElseThrow(
                        () ->
                            new ProblemException(
                                404, "no_episode", "No episode of it has ended yet.")));
  }

  /**
   * Records how it ended: the open episode is closed, else the last one is corrected; with If-Match
   * only when no other outcome was recorded meanwhile.
   */
  @POST
  @Path("/outcome")
  public Uni<RestResponse<OutcomeView>> record(
      String id, @HeaderParam("If-Match") String ifMatch, Ending ending) {
    if (ending == null) {
      throw new ProblemException(400, "unreadable_body", "Send a JSON body.");
    }
    check(ending);
    return episodes
        .recordEnding(
            caller.tenantId(),
            Filter.uuid("id", id),
            ending,
            ExpectedVersion.of(ifMatch),
            caller.actor().orElse(caller.service()))
        .map(EpisodeResource::tagged);
  }

  private static RestResponse<OutcomeView> tagged(OutcomeView outcome) {
    return Tagged.of(outcome, outcome.tag());
  }

  private static void check(Ending ending) {
    List<Problem.FieldError> errors = new ArrayList<>();
    if (ending.outcome() != null && !OUTCOMES.contains(ending.outcome())) {
      errors.add(
          new Problem.FieldError("outcome", "must be solved, unsolved, transferred or abandoned"));
    }
    if (ending.resolvedBy() != null && !RESOLVED_BY.contains(ending.resolvedBy())) {
      errors.add(new Problem.FieldError("resolved_by", "must be ai, human or self"));
    }
    if (ending.satisfaction() != null && (ending.satisfaction() < 1 || ending.satisfaction() > 5)) {
      errors.add(new Problem.FieldError("satisfaction", "must be 1 to 5"));
    }
    if (ending.reason() != null
        && (ending.reason().length() > MAX_REASON || ending.reason().indexOf('\0') >= 0)) {
      errors.add(new Problem.FieldError("reason", "must not exceed " + MAX_REASON + " characters"));
    }
    if (ending.tags() != null
        && (ending.tags().size() > MAX_TAGS
            || ending.tags().stream()
                .anyMatch(tag -> tag == null || tag.isBlank() || tag.length() > MAX_TAG))) {
      errors.add(
          new Problem.FieldError(
              "tags", "at most " + MAX_TAGS + " tags of 1 to " + MAX_TAG + " characters"));
    }
    if (!errors.isEmpty()) {
      throw new ProblemException(
          400, "invalid_request", "Correct the fields listed under errors.", errors);
    }
  }
}
