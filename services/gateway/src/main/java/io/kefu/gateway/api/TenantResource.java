package io.kefu.gateway.api;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.collection.ExpectedVersion;
import io.kefu.gateway.collection.Listing;
import io.kefu.gateway.collection.Query;
import io.kefu.gateway.idempotency.Idempotent;
import io.kefu.gateway.tenant.TenantAdministration;
import io.kefu.gateway.tenant.TenantRecord;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /api/v1/tenants}: for the platform's own administrators. */
@Path("/api/v1/tenants")
@Tag(name = "tenants")
@RolesAllowed(Permission.PLATFORM)
@Idempotent
public class TenantResource {

  /**
   * A new tenant.
   *
   * @param tenantId id, never changed
   * @param name for people
   * @param adminUsername its first administrator
   */
  public record NewTenant(
      @Schema(examples = "acme") String tenantId,
      @Schema(examples = "重庆充电桩有限公司") String name,
      @Schema(examples = "wang") String adminUsername) {}

  /**
   * What to change.
   *
   * @param name for people
   */
  public record TenantChange(@Schema(examples = "重庆充电桩有限公司") String name) {}

  /**
   * A tenant and the password of its administrator.
   *
   * @param tenant tenant
   * @param administrator first user, with the password to hand on
   */
  public record NewTenantAnswer(TenantRecord tenant, UserResource.InvitedUser administrator) {}

  private final TenantAdministration tenants;
  private final CurrentCaller caller;

  TenantResource(TenantAdministration tenants, CurrentCaller caller) {
    this.tenants = tenants;
    this.caller = caller;
  }

  /** Tenants, sorted and filtered. */
  @GET
  @Operation(operationId = "listTenants", summary = "Tenants of the installation")
  public Uni<Page<TenantRecord>> list(
      @Parameter(description = "next_cursor of the page before; none for the first page") @RestQuery
          String cursor,
      @Parameter(
              description = "entries of a page, 50 if absent",
              schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
          @RestQuery
          String limit,
      @Parameter(description = "tenant_id, -tenant_id, created_at or -created_at") @RestQuery
          String sort,
      @Parameter(
              description = "tenants that may come in, or may not",
              schema = @Schema(type = SchemaType.BOOLEAN))
          @RestQuery
          String enabled,
      @Parameter(description = "part of id or name") @RestQuery String q) {
    return tenants
        .list(
            caller.actor(),
            Query.flag("enabled", enabled),
            Texts.clean("q", q),
            Listing.of(TenantRecord.Order.class, sort, cursor, limit))
        .map(Page::of);
  }

  /** Creates a tenant. */
  @POST
  @Operation(
      operationId = "createTenant",
      summary = "Create a tenant; shows its administrator's one-time password")
  @APIResponse(
      responseCode = "201",
      description = "Created",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = NewTenantAnswer.class)))
  @APIResponse(responseCode = "409", description = "The tenant_id is taken")
  public Uni<RestResponse<NewTenantAnswer>> create(NewTenant tenant) {
    Texts.requireBody(tenant);
    return tenants
        .create(caller.actor(), tenant.tenantId(), tenant.name(), tenant.adminUsername())
        .map(
            founded ->
                Tagged.answer(
                    201,
                    new NewTenantAnswer(
                        founded.tenant(), UserResource.InvitedUser.of(founded.administrator())),
                    founded.tenant().version()));
  }

  /** One tenant. */
  @GET
  @Path("/{tenant_id}")
  @Operation(operationId = "getTenant", summary = "One tenant")
  @APIResponse(responseCode = "200", description = "ETag is the version, for If-Match")
  public Uni<RestResponse<TenantRecord>> get(@RestPath("tenant_id") String tenantId) {
    return tenants
        .get(caller.actor(), tenantId)
        .map(tenant -> Tagged.answer(200, tenant, tenant.version()));
  }

  /** Changes a tenant. */
  @PATCH
  @Path("/{tenant_id}")
  @Operation(operationId = "changeTenant", summary = "Change a tenant's name")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  @APIResponse(responseCode = "428", description = "If-Match is missing")
  public Uni<RestResponse<TenantRecord>> change(
      @RestPath("tenant_id") String tenantId,
      @RestHeader(HttpHeaders.IF_MATCH) String ifMatch,
      TenantChange change) {
    Texts.requireBody(change);
    return tenants
        .rename(caller.actor(), tenantId, ExpectedVersion.of(ifMatch), change.name())
        .map(tenant -> Tagged.answer(200, tenant, tenant.version()));
  }

  /** Shuts a tenant out. */
  @POST
  @Path("/{tenant_id}/disable")
  @Operation(
      operationId = "disableTenant",
      summary = "Shut everyone of a tenant out, agents too, within seconds")
  public Uni<RestResponse<TenantRecord>> disable(@RestPath("tenant_id") String tenantId) {
    return tenants
        .setEnabled(caller.actor(), tenantId, false)
        .map(tenant -> Tagged.answer(200, tenant, tenant.version()));
  }

  /** Lets a tenant in again. */
  @POST
  @Path("/{tenant_id}/enable")
  @Operation(operationId = "enableTenant", summary = "Let a tenant in again")
  public Uni<RestResponse<TenantRecord>> enable(@RestPath("tenant_id") String tenantId) {
    return tenants
        .setEnabled(caller.actor(), tenantId, true)
        .map(tenant -> Tagged.answer(200, tenant, tenant.version()));
  }
}
