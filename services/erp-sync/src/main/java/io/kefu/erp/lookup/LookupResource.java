package io.kefu.erp.lookup;

import io.kefu.chassis.problem.Problem.FieldError;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.erp.ErpLookup;
import io.kefu.contracts.erp.ErpLookupResult;
import io.kefu.erp.ErpConfig;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Answers in a chat, for message-service; the tenant is the service token's. */
@Path("/internal/v1/erp/lookups")
@RolesAllowed(ServiceTokens.ROLE)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class LookupResource {

  private static final int MAX_ID_CHARACTERS = 128;
  private static final int MAX_NUMBER_CHARACTERS = 64;

  private final Lookups lookups;
  private final ErpConfig config;
  private final Caller caller;

  /** Wires the resource. */
  public LookupResource(Lookups lookups, ErpConfig config, Caller caller) {
    this.lookups = lookups;
    this.config = config;
    this.caller = caller;
  }

  /** What the ERP knows; always 200 for a well-formed question, with the reason in the status. */
  @POST
  @RunOnVirtualThread
  public ErpLookupResult ask(
      ErpLookup lookup, @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs) {
    if (lookup == null) {
      throw new ProblemException(400, "unreadable_body", "Send an ERP lookup as JSON.");
    }
    List<FieldError> errors = new ArrayList<>();
    if (lookup.customerId().isBlank() || lookup.customerId().length() > MAX_ID_CHARACTERS) {
      errors.add(new FieldError("customer_id", "1 to " + MAX_ID_CHARACTERS + " characters"));
    }
    if (lookup.number() != null
        && (lookup.number().length() > MAX_NUMBER_CHARACTERS
            || lookup.number().chars().anyMatch(Character::isISOControl))) {
      errors.add(
          new FieldError(
              "number", "at most " + MAX_NUMBER_CHARACTERS + " characters, no control characters"));
    }
    if (!errors.isEmpty()) {
      throw new ProblemException(
          400, "invalid_request", "Correct the fields listed under errors.", errors);
    }
    Duration left =
        deadlineMs == null
            ? config.lookup().patience()
            : Duration.ofMillis(Math.max(0, deadlineMs));
    return lookups.ask(caller.tenantId(), lookup, left);
  }
}
