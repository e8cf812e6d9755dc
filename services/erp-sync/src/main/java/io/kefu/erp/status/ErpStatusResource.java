package io.kefu.erp.status;

import io.kefu.chassis.problem.Problem.FieldError;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.erp.ErpStatus;
import io.kefu.contracts.erp.KillSwitch;
import io.kefu.erp.alert.Alert;
import io.kefu.erp.alert.AlertWatch;
import io.kefu.erp.connector.Connectors;
import io.kefu.erp.connector.ErpConnector;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** State of the synchronisation for the gateway; the tenant is the service token's. */
@Path("/internal/v1/erp")
@RolesAllowed(ServiceTokens.ROLE)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ErpStatusResource {

  private static final int MAX_REASON_CHARACTERS = 500;

  private final TenantSync tenantSync;
  private final Connectors connectors;
  private final AlertWatch watch;
  private final Caller caller;

  /** Wires the resource. */
  public ErpStatusResource(
      TenantSync tenantSync, Connectors connectors, AlertWatch watch, Caller caller) {
    this.watch = watch;
    this.tenantSync = tenantSync;
    this.connectors = connectors;
    this.caller = caller;
  }

  /** Queue depth, last success, kill switch. */
  @GET
  @Path("/status")
  public Uni<ErpStatus> status() {
    String tenant = caller.tenantId();
    return watch
        .look(tenant)
        .flatMap(
            alerts ->
                tenantSync.status(
                    tenant,
                    connectors.of(tenant).map(ErpConnector::name),
                    alerts.stream().map(Alert::code).toList()));
  }

  /** Throws or lifts the kill switch. */
  @PUT
  @Path("/kill-switch")
  public Uni<KillSwitch> killSwitch(KillSwitch wanted) {
    if (wanted == null) {
      throw new ProblemException(400, "unreadable_body", "Send {\"on\": true or false}.");
    }
    if (wanted.reason() != null && wanted.reason().length() > MAX_REASON_CHARACTERS) {
      throw new ProblemException(
          400,
          "invalid_request",
          "Correct the fields listed under errors.",
          List.of(new FieldError("reason", "at most " + MAX_REASON_CHARACTERS + " characters")));
    }
    return tenantSync.killSwitch(
        caller.tenantId(), wanted.on(), wanted.reason(), caller.actor().orElseGet(caller::service));
  }
}
