package io.kefu.gateway.api;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.idempotency.Idempotent;
import io.kefu.gateway.neighbour.Neighbour;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /api/v1/settings}: how the tenant wants to be served, kept by message-service. */
@Path("/api/v1/settings")
@Tag(name = "settings")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Idempotent
public class SettingsResource {

  private final PassOn pass;

  SettingsResource(PassOn pass) {
    this.pass = pass;
  }

  /** Settings of the tenant; their version is the ETag. */
  @GET
  @RolesAllowed(Permission.MANAGE_RULES)
  @Operation(
      operationId = "getSettings",
      summary = "Settings of the tenant; their version is the ETag",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "AnyObject"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> getSettings() {
    return pass.on(Neighbour.MESSAGE);
  }

  /** Change settings; If-Match refuses to overwrite newer ones. */
  @PUT
  @RolesAllowed(Permission.MANAGE_RULES)
  @Operation(
      operationId = "putSettings",
      summary = "Change settings; If-Match refuses to overwrite newer ones",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "SettingsChange"),
        @Extension(name = Documentation.RETURNS, value = "AnyObject"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> putSettings(String body) {
    return pass.audited(
        Neighbour.MESSAGE, PassOn.Change.of("settings.stored", "settings", "settings"), body);
  }

  /** Let the bot speak, decide in silence, or be silent, for the whole tenant. */
  @PUT
  @Path("/bot")
  @RolesAllowed(Permission.MANAGE_RULES)
  @Operation(
      operationId = "switchBot",
      summary =
          "Let the bot speak (on), decide without sending (shadow), or be silent (muted), for the"
              + " whole tenant; counts within a second",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "BotSwitch"),
        @Extension(name = Documentation.RETURNS, value = "AnyObject")
      })
  public Uni<RestResponse<String>> switchBot(String body) {
    return pass.audited(
        Neighbour.MESSAGE, PassOn.Change.of("bot.switched", "settings", "bot"), body);
  }
}
