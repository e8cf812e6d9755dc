package io.kefu.ai.summary;

import io.kefu.ai.provider.Deadline;
import io.kefu.ai.summary.Summarising.Result;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.answer.Turn;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Summarises the earlier lines of a conversation; for message-service, away from any reply. */
@Path("/internal/v1/summaries")
@RolesAllowed(ServiceTokens.ROLE)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class SummaryResource {

  /**
   * Lines to summarise.
   *
   * @param history oldest first, 1 to 200
   * @param previous summary of what was said before them; absent without one
   * @param maxCharacters most characters of the new one, 50 to 1000
   */
  public record SummaryRequest(
      @NotNull @Size(min = 1, max = 200) List<Turn> history,
      @Size(max = 2_000) String previous,
      @Min(50) @Max(1_000) int maxCharacters) {}

  /**
   * A summary, or why there is none.
   *
   * @param status {@code written} or {@code none}
   * @param summary absent when there is none
   * @param reason absent when written
   */
  public record SummaryView(
      String status, String summary, String reason, String provider, String model) {}

  private final Summarising summarising;
  private final Deadline deadline;
  private final Caller caller;

  /** Wires the resource. */
  public SummaryResource(Summarising summarising, Deadline deadline, Caller caller) {
    this.summarising = summarising;
    this.deadline = deadline;
    this.caller = caller;
  }

  /** Summarises. */
  @POST
  @RunOnVirtualThread
  public SummaryView summarise(
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs,
      @NotNull @Valid SummaryRequest request) {
    return switch (summarising.summarise(
        caller.tenantId(),
        request.history(),
        request.previous(),
        request.maxCharacters(),
        deadline.limit(deadlineMs))) {
      case Result.Written written ->
          new SummaryView("written", written.summary(), null, written.provider(), written.model());
      case Result.None none -> new SummaryView("none", null, none.reason(), null, null);
    };
  }
}
