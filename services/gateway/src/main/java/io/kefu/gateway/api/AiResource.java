package io.kefu.gateway.api;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.idempotency.Idempotent;
import io.kefu.gateway.neighbour.Neighbour;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /api/v1/ai}: the language models and what they cost, kept by ai-service. */
@Path("/api/v1/ai")
@Tag(name = "ai")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Idempotent
public class AiResource {

  private static final Pattern SECRETIVE =
      Pattern.compile("key|secret|passw|bearer", Pattern.CASE_INSENSITIVE);

  private final PassOn pass;

  AiResource(PassOn pass) {
    this.pass = pass;
  }

  /** Providers that can be called, and whether they answer. */
  @GET
  @Path("/providers")
  @RolesAllowed(Permission.ADMIN)
  @Operation(
      operationId = "listProviders",
      summary = "Providers that can be called, and whether they answer",
      extensions = {@Extension(name = Documentation.RETURNS, value = "Providers")})
  public Uni<RestResponse<String>> listProviders() {
    return pass.on(Neighbour.AI);
  }

  /** Ask a provider two words. */
  @POST
  @Path("/providers/{name}/test")
  @RolesAllowed(Permission.ADMIN)
  @Operation(
      operationId = "testProvider",
      summary = "Ask a provider two words",
      extensions = {@Extension(name = Documentation.RETURNS, value = "ProviderTest")})
  public Uni<RestResponse<String>> testProvider(@RestPath String name, String body) {
    return pass.on(Neighbour.AI, body);
  }

  /** Keep a key of the tenant for a provider; it is never shown again. */
  @PUT
  @Path("/providers/{name}/key")
  @RolesAllowed(Permission.ADMIN)
  @Operation(
      operationId = "putProviderKey",
      summary = "Keep a key of the tenant for a provider; it is never shown again",
      extensions = {@Extension(name = Documentation.TAKES, value = "ProviderKey")})
  public Uni<RestResponse<String>> putProviderKey(@RestPath String name, String body) {
    return pass.audited(
        Neighbour.AI, new PassOn.Change("provider.key_stored", "provider", name, false), body);
  }

  /** Forget the key of the tenant. */
  @DELETE
  @Path("/providers/{name}/key")
  @RolesAllowed(Permission.ADMIN)
  @Operation(operationId = "deleteProviderKey", summary = "Forget the key of the tenant")
  public Uni<RestResponse<String>> deleteProviderKey(@RestPath String name) {
    return pass.audited(
        Neighbour.AI, PassOn.Change.of("provider.key_removed", "provider", name), null);
  }

  /** What the tenant changed of the models; its version is the ETag. */
  @GET
  @Path("/settings")
  @RolesAllowed(Permission.ADMIN)
  @Operation(
      operationId = "getAiSettings",
      summary = "What the tenant changed of the models; its version is the ETag",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "AiSettings"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> getAiSettings() {
    return pass.on(Neighbour.AI);
  }

  /** Change providers, their order, style and budget; If-Match refuses to overwrite newer ones. */
  @PUT
  @Path("/settings")
  @RolesAllowed(Permission.ADMIN)
  @Operation(
      operationId = "putAiSettings",
      summary =
          "Change providers, their order, style and budget; If-Match refuses to overwrite newer ones",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "AiSettings"),
        @Extension(name = Documentation.RETURNS, value = "AiSettings"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> putAiSettings(String body) {
    // A key has its own address; one that was put here by mistake must not stand in the audit log.
    boolean shown = body != null && !SECRETIVE.matcher(body).find();
    return pass.audited(
        Neighbour.AI, new PassOn.Change("ai_settings.stored", "settings", "ai", shown), body);
  }

  /** Tokens and cost by day and model. */
  @GET
  @Path("/usage")
  @RolesAllowed(Permission.ADMIN)
  @Operation(
      operationId = "aiUsage",
      summary = "Tokens and cost by day and model",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "AiUsage"),
        @Extension(name = Documentation.FILTERS, value = "from_day,to_day")
      })
  public Uni<RestResponse<String>> aiUsage() {
    return pass.on(Neighbour.AI);
  }

  /** The JSON Schema of a form. */
  @GET
  @Path("/forms/{label}/schema")
  @RolesAllowed(Permission.MANAGE_RULES)
  @Operation(
      operationId = "getFormSchema",
      summary = "The JSON Schema of a form",
      extensions = {@Extension(name = Documentation.RETURNS, value = "AnyObject")})
  public Uni<RestResponse<String>> getFormSchema(@RestPath String label) {
    return pass.on(Neighbour.AI);
  }

  /** Change the JSON Schema of a form. */
  @PUT
  @Path("/forms/{label}/schema")
  @RolesAllowed(Permission.MANAGE_RULES)
  @Operation(
      operationId = "putFormSchema",
      summary = "Change the JSON Schema of a form",
      extensions = {@Extension(name = Documentation.TAKES, value = "FormSchemaDocument")})
  public Uni<RestResponse<String>> putFormSchema(@RestPath String label, String body) {
    return pass.audited(Neighbour.AI, PassOn.Change.of("form_schema.stored", "form", label), body);
  }
}
