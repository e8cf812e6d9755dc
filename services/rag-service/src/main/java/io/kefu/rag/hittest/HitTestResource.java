package io.kefu.rag.hittest;

import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers "why did this question find that?" for people who write the knowledge. */
@Path("/internal/v1/hit-tests")
@RolesAllowed(ServiceTokens.ROLE)
@Blocking
public class HitTestResource {

  private static final int DEFAULT_LIMIT = 5;

  /**
   * A question to try.
   *
   * @param query question, 1 to 2,000 characters
   * @param knowledgeBaseIds look in these only (optional)
   * @param tags entries with one of these only (optional)
   * @param limit hits wanted, 1 to 12; 5 when absent
   * @param at moment at which entries must be valid; now when absent
   * @param expect id of the entry that should have been found (optional)
   */
  public record Trial(
      @NotBlank @Size(max = 2_000) String query,
      @Size(max = 100) List<@NotBlank String> knowledgeBaseIds,
      @Size(max = 100) List<@NotBlank String> tags,
      @Min(1) @Max(12) Integer limit,
      Instant at,
      String expect) {}

  private final Caller caller;
  private final HitTest hitTest;
  private final Clock clock;

  /** Serves the caller's tenant. */
  public HitTestResource(Caller caller, HitTest hitTest, Clock clock) {
    this.caller = caller;
    this.hitTest = hitTest;
    this.clock = clock;
  }

  /** Tries a question. */
  @POST
  public HitTestView run(@Valid @NotNull Trial trial) {
    return hitTest.run(
        caller.tenantId(),
        new HitTest.Question(
            trial.query(),
            setOf(trial.knowledgeBaseIds()),
            setOf(trial.tags()),
            trial.at() == null ? clock.instant() : trial.at(),
            trial.limit() == null ? DEFAULT_LIMIT : trial.limit(),
            Optional.ofNullable(trial.expect())));
  }

  private static Set<String> setOf(List<String> values) {
    return values == null ? Set.of() : Set.copyOf(values);
  }
}
