package io.kefu.gateway.api;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.collection.ExpectedVersion;
import io.kefu.gateway.idempotency.Idempotent;
import io.kefu.gateway.user.RoleAdministration;
import io.kefu.gateway.user.RoleCatalog;
import io.kefu.gateway.user.RoleRecord;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /api/v1/roles}: the built-in roles and the tenant's own. */
@Path("/api/v1/roles")
@Tag(name = "roles")
@RolesAllowed(Permission.ADMIN)
@Idempotent
public class RoleResource {

  /**
   * A new role.
   *
   * @param role name
   * @param description for people
   * @param permissions what it gives
   */
  public record NewRole(
      @Schema(examples = "night_shift") String role,
      @Schema(examples = "夜班坐席") String description,
      @Schema(examples = "[\"read:message\",\"write:message\"]") List<String> permissions) {}

  /**
   * What to change; what is absent stays.
   *
   * @param description for people
   * @param permissions what it gives
   */
  public record RoleChange(
      @Schema(examples = "夜班坐席") String description,
      @Schema(examples = "[\"read:message\"]") List<String> permissions) {}

  private final RoleCatalog catalog;
  private final RoleAdministration roles;
  private final CurrentCaller caller;

  RoleResource(RoleCatalog catalog, RoleAdministration roles, CurrentCaller caller) {
    this.catalog = catalog;
    this.roles = roles;
    this.caller = caller;
  }

  /** Every role there is. */
  @GET
  @Operation(operationId = "listRoles", summary = "Built-in roles and the tenant's own")
  public Uni<Page<RoleRecord>> list() {
    return catalog.list(caller.person().tenantId()).map(all -> new Page<>(all, null));
  }

  /** One role. */
  @GET
  @Path("/{role}")
  @Operation(operationId = "getRole", summary = "One role")
  @APIResponse(responseCode = "200", description = "ETag is the version, for If-Match")
  public Uni<RestResponse<RoleRecord>> get(@RestPath String role) {
    return catalog
        .get(caller.person().tenantId(), role)
        .map(found -> Tagged.answer(200, found, found.version()));
  }

  /** Makes a role. */
  @POST
  @Operation(operationId = "createRole", summary = "Make a role of existing permissions")
  @APIResponse(
      responseCode = "201",
      description = "Made",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = RoleRecord.class)))
  @APIResponse(responseCode = "403", description = "It would give more than you have")
  @APIResponse(responseCode = "409", description = "It exists")
  public Uni<RestResponse<RoleRecord>> create(NewRole role) {
    Texts.requireBody(role);
    return roles
        .create(caller.actor(), role.role(), role.permissions(), role.description())
        .map(made -> Tagged.answer(201, made, made.version()));
  }

  /** Changes a role. */
  @PATCH
  @Path("/{role}")
  @Operation(operationId = "changeRole", summary = "Change one of the tenant's own roles")
  @APIResponse(responseCode = "200", description = "Changed; in force in seconds")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  @APIResponse(responseCode = "428", description = "If-Match is missing")
  public Uni<RestResponse<RoleRecord>> change(
      @RestPath String role, @RestHeader(HttpHeaders.IF_MATCH) String ifMatch, RoleChange change) {
    Texts.requireBody(change);
    return roles
        .change(
            caller.actor(),
            role,
            ExpectedVersion.of(ifMatch),
            change.permissions(),
            change.description())
        .map(changed -> Tagged.answer(200, changed, changed.version()));
  }

  /** Deletes a role. */
  @DELETE
  @Path("/{role}")
  @Operation(operationId = "deleteRole", summary = "Delete a role that nobody has")
  @APIResponse(responseCode = "204", description = "Deleted")
  @APIResponse(responseCode = "409", description = "Somebody has it, or it is built in")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  @APIResponse(responseCode = "428", description = "If-Match is missing")
  public Uni<Void> delete(@RestPath String role, @RestHeader(HttpHeaders.IF_MATCH) String ifMatch) {
    return roles.delete(caller.actor(), role, ExpectedVersion.of(ifMatch));
  }
}
