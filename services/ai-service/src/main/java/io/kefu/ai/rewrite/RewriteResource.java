package io.kefu.ai.rewrite;

import io.kefu.ai.provider.Deadline;
import io.kefu.ai.rewrite.Rewriting.Rewritten;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.answer.Turn;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Rewrites a follow-up question before it is searched for. */
@Path("/internal/v1/rewrite")
@RolesAllowed(ServiceTokens.ROLE)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class RewriteResource {

  /**
   * A question in its conversation.
   *
   * @param question the customer's words
   * @param history earlier lines, oldest first
   */
  public record RewriteRequest(
      @NotBlank @Size(max = 2_000) String question, @NotNull @Size(max = 100) List<Turn> history) {}

  private final Rewriting rewriting;
  private final Deadline deadline;
  private final Caller caller;

  /** Wires the resource. */
  public RewriteResource(Rewriting rewriting, Deadline deadline, Caller caller) {
    this.rewriting = rewriting;
    this.deadline = deadline;
    this.caller = caller;
  }

  /** The question, understandable by itself. */
  @POST
  @RunOnVirtualThread
  public Rewritten rewrite(
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs,
      @NotNull @Valid RewriteRequest request) {
    return rewriting.rewrite(
        caller.tenantId(), request.question(), request.history(), deadline.limit(deadlineMs));
  }
}
