package io.kefu.gateway.api;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.idempotency.Idempotent;
import io.kefu.gateway.neighbour.Neighbour;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /api/v1/customers}: who we serve, kept by message-service. */
@Path("/api/v1/customers")
@Tag(name = "customers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Idempotent
public class CustomerResource {

  private final PassOn pass;

  CustomerResource(PassOn pass) {
    this.pass = pass;
  }

  /** Customers, the last active first. */
  @GET
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(
      operationId = "listCustomers",
      summary = "Customers, the last active first",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "CustomerPage"),
        @Extension(name = Documentation.FILTERS, value = "cursor,limit,q,bucket,grade")
      })
  public Uni<RestResponse<String>> listCustomers() {
    return pass.on(Neighbour.MESSAGE);
  }

  /** A customer; its version is the ETag. */
  @GET
  @Path("/{id}")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(
      operationId = "getCustomer",
      summary = "A customer; its version is the ETag",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "Customer"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> getCustomer(@RestPath String id) {
    return pass.on(Neighbour.MESSAGE);
  }

  /** Edit a profile; If-Match refuses to overwrite a newer one. */
  @PATCH
  @Path("/{id}")
  @RolesAllowed(Permission.MANAGE_CUSTOMER)
  @Operation(
      operationId = "editCustomer",
      summary = "Edit a profile; If-Match refuses to overwrite a newer one",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "CustomerEdit"),
        @Extension(name = Documentation.RETURNS, value = "Customer"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> editCustomer(@RestPath String id, String body) {
    return pass.audited(
        Neighbour.MESSAGE, PassOn.Change.of("customer.edited", "customer", id), body);
  }

  /** Put a customer on file; a K-code is issued. */
  @POST
  @Path("/{id}/promote")
  @RolesAllowed(Permission.MANAGE_CUSTOMER)
  @Operation(
      operationId = "promoteCustomer",
      summary = "Put a customer on file; a K-code is issued",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "CustomerPromotion"),
        @Extension(name = Documentation.RETURNS, value = "Customer"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> promoteCustomer(@RestPath String id, String body) {
    return pass.audited(
        Neighbour.MESSAGE, PassOn.Change.of("customer.promoted", "customer", id), body);
  }

  /** Merge a duplicate into this customer. */
  @POST
  @Path("/{id}/merge")
  @RolesAllowed(Permission.MANAGE_CUSTOMER)
  @Operation(
      operationId = "mergeCustomers",
      summary = "Merge a duplicate into this customer",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "CustomerMerge"),
        @Extension(name = Documentation.RETURNS, value = "Customer"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> mergeCustomers(@RestPath String id, String body) {
    return pass.audited(
        Neighbour.MESSAGE, PassOn.Change.of("customer.merged", "customer", id), body);
  }

  /** Who changed what of a profile, the newest first. */
  @GET
  @Path("/{id}/changes")
  @RolesAllowed(Permission.READ_MESSAGE)
  @Operation(
      operationId = "listCustomerChanges",
      summary = "Who changed what of a profile, the newest first",
      extensions = {@Extension(name = Documentation.RETURNS, value = "CustomerChanges")})
  public Uni<RestResponse<String>> listCustomerChanges(@RestPath String id) {
    return pass.on(Neighbour.MESSAGE);
  }

  /**
   * The telephone number in the open. A POST, since asking leaves a trace: here in the audit log,
   * and in the customer's own history.
   */
  @POST
  @Path("/{id}/phone")
  @RolesAllowed(Permission.MANAGE_CUSTOMER)
  @Operation(
      operationId = "revealPhone",
      summary = "The telephone number in the open; who asks is written down",
      extensions = {@Extension(name = Documentation.RETURNS, value = "Phone")})
  public Uni<RestResponse<String>> revealPhone(@RestPath String id) {
    return pass.audited(
        Neighbour.MESSAGE, PassOn.Change.of("customer.phone_revealed", "customer", id), null);
  }
}
