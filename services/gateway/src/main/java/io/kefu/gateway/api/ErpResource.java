package io.kefu.gateway.api;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.idempotency.Idempotent;
import io.kefu.gateway.neighbour.Neighbour;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /api/v1/erp}: the synchronisation with the ERP, kept by erp-sync. */
@Path("/api/v1/erp")
@Tag(name = "erp")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Idempotent
public class ErpResource {

  private final PassOn pass;

  ErpResource(PassOn pass) {
    this.pass = pass;
  }

  /** State of the synchronisation. */
  @GET
  @Path("/status")
  @RolesAllowed(Permission.MANAGE_CUSTOMER)
  @Operation(
      operationId = "erpStatus",
      summary = "State of the synchronisation",
      extensions = {@Extension(name = Documentation.RETURNS, value = "ErpStatus")})
  public Uni<RestResponse<String>> erpStatus() {
    return pass.on(Neighbour.ERP);
  }

  /** Stop every call to the ERP, or go on; changes wait meanwhile. */
  @PUT
  @Path("/kill-switch")
  @RolesAllowed(Permission.ADMIN)
  @Operation(
      operationId = "switchErp",
      summary = "Stop every call to the ERP, or go on; changes wait meanwhile",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "KillSwitch"),
        @Extension(name = Documentation.RETURNS, value = "KillSwitch")
      })
  public Uni<RestResponse<String>> switchErp(String body) {
    return pass.audited(Neighbour.ERP, PassOn.Change.of("erp.kill_switch", "erp", "erp"), body);
  }

  /** Fields that both sides changed and nobody decided. */
  @GET
  @Path("/conflicts")
  @RolesAllowed(Permission.MANAGE_CUSTOMER)
  @Operation(
      operationId = "listErpConflicts",
      summary = "Fields that both sides changed and nobody decided",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "ErpConflicts"),
        @Extension(name = Documentation.FILTERS, value = "after,limit")
      })
  public Uni<RestResponse<String>> listErpConflicts() {
    return pass.on(Neighbour.ERP);
  }

  /** Decide whose value stands. */
  @PUT
  @Path("/conflicts/{customer}/{field}")
  @RolesAllowed(Permission.MANAGE_CUSTOMER)
  @Operation(
      operationId = "decideErpConflict",
      summary = "Decide whose value stands",
      extensions = {@Extension(name = Documentation.TAKES, value = "ConflictDecision")})
  public Uni<RestResponse<String>> decideErpConflict(
      @RestPath String customer, @RestPath String field, String body) {
    return pass.audited(
        Neighbour.ERP, PassOn.Change.of("erp.conflict_decided", "customer", customer), body);
  }

  /** What was decided about the fields of a customer, the last first. */
  @GET
  @Path("/customers/{customer}/decisions")
  @RolesAllowed(Permission.MANAGE_CUSTOMER)
  @Operation(
      operationId = "listErpDecisions",
      summary = "What was decided about the fields of a customer, the last first",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "ErpDecisions"),
        @Extension(name = Documentation.FILTERS, value = "limit")
      })
  public Uni<RestResponse<String>> listErpDecisions(@RestPath String customer) {
    return pass.on(Neighbour.ERP);
  }

  /** Customers whose push was given up. */
  @GET
  @Path("/dead-letters")
  @RolesAllowed(Permission.ADMIN)
  @Operation(
      operationId = "listErpDeadLetters",
      summary = "Customers whose push was given up",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "ErpDeadLetters"),
        @Extension(name = Documentation.FILTERS, value = "after,limit")
      })
  public Uni<RestResponse<String>> listErpDeadLetters() {
    return pass.on(Neighbour.ERP);
  }

  /** Queue given-up pushes again. */
  @POST
  @Path("/dead-letters/replay")
  @RolesAllowed(Permission.ADMIN)
  @Operation(
      operationId = "replayErpDeadLetters",
      summary = "Queue given-up pushes again",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "ErpReplay"),
        @Extension(name = Documentation.RETURNS, value = "ErpReplayed")
      })
  public Uni<RestResponse<String>> replayErpDeadLetters(String body) {
    return pass.audited(
        Neighbour.ERP, PassOn.Change.of("erp.dead_letters_replayed", "erp", "erp"), body);
  }

  /** Ask the ERP for orders, deliveries, invoices or stock of a customer. */
  @POST
  @Path("/lookups")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(
      operationId = "lookUpErp",
      summary = "Ask the ERP for orders, deliveries, invoices or stock of a customer",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "ErpLookup"),
        @Extension(name = Documentation.RETURNS, value = "ErpLookupResult")
      })
  public Uni<RestResponse<String>> lookUpErp(String body) {
    return pass.on(Neighbour.ERP, body);
  }
}
