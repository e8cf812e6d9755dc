package io.kefu.ai.budget;

import io.kefu.ai.budget.UsageLedger.Usage;
import io.kefu.chassis.problem.Problem.FieldError;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;

/** What a tenant's model calls cost. */
@Path("/internal/v1/ai-usage")
@RolesAllowed(ServiceTokens.ROLE)
@Produces(MediaType.APPLICATION_JSON)
public class UsageResource {

  private static final int MAX_DAYS = 400;

  /**
   * A tenant's use of models.
   *
   * @param budget {@code unlimited}, {@code open}, {@code spent} or {@code unknown}, today
   * @param usage a row a day and model
   */
  public record UsageReport(String budget, List<Usage> usage) {}

  private final UsageLedger ledger;
  private final Budgets budgets;
  private final Caller caller;

  /** Wires the resource. */
  public UsageResource(UsageLedger ledger, Budgets budgets, Caller caller) {
    this.ledger = ledger;
    this.budgets = budgets;
    this.caller = caller;
  }

  /** The use between two days, both included; today without parameters. */
  @GET
  @RunOnVirtualThread
  public UsageReport usage(@QueryParam("from") String from, @QueryParam("to") String to) {
    String tenantId = caller.tenantId();
    LocalDate last = day("to", to, ledger.today(tenantId));
    LocalDate first = day("from", from, last);
    if (first.isAfter(last) || first.plusDays(MAX_DAYS).isBefore(last)) {
      throw wrong("from", "must be at most " + MAX_DAYS + " days before to, and not after it");
    }
    return new UsageReport(budgets.state(tenantId).code(), ledger.usage(tenantId, first, last));
  }

  private static LocalDate day(String field, String text, LocalDate otherwise) {
    if (text == null || text.isBlank()) {
      return otherwise;
    }
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw wrong(field, "must be a day such as 2026-11-22");
    }
  }

  private static ProblemException wrong(String field, String message) {
    return new ProblemException(
        400,
        "invalid_request",
        "Correct the fields listed under errors.",
        List.of(new FieldError(field, message)));
  }
}
