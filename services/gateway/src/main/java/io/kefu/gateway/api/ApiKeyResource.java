package io.kefu.gateway.api;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.gateway.apikey.ApiKeyAdministration;
import io.kefu.gateway.apikey.ApiKeyRecord;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.collection.Listing;
import io.kefu.gateway.collection.Query;
import io.kefu.gateway.idempotency.Idempotent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** {@code /api/v1/api-keys}: keys for integrations. */
@Path("/api/v1/api-keys")
@Tag(name = "api-keys")
@RolesAllowed(Permission.ADMIN)
@Idempotent
public class ApiKeyResource {

  /**
   * A new key.
   *
   * @param name what it is for
   * @param scopes permissions, some of the creator's own
   * @param expiresAt end; 90 days from now if absent
   */
  public record NewApiKey(
      @Schema(examples = "order system") String name,
      @Schema(examples = "[\"read:message\"]") List<String> scopes,
      @Schema(examples = "2027-06-30T00:00:00Z") Instant expiresAt) {}

  /**
   * A key as it is shown this once.
   *
   * @param apiKey for {@code Authorization: Bearer}
   * @param key what lists show of it
   */
  public record ApiKeyAnswer(
      @Schema(examples = "kefu_acme.k7m2x9wq4t.…") String apiKey, ApiKeyRecord key) {

    @Override
    public String toString() {
      return "ApiKeyAnswer[" + key.prefix() + "]";
    }
  }

  private final ApiKeyAdministration keys;
  private final CurrentCaller caller;

  ApiKeyResource(ApiKeyAdministration keys, CurrentCaller caller) {
    this.keys = keys;
    this.caller = caller;
  }

  /** Keys by age. */
  @GET
  @Operation(operationId = "listApiKeys", summary = "Keys of integrations, without their secrets")
  public Uni<Page<ApiKeyRecord>> list(
      @Parameter(description = "next_cursor of the page before; none for the first page") @RestQuery
          String cursor,
      @Parameter(
              description = "entries of a page, 50 if absent",
              schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
          @RestQuery
          String limit,
      @Parameter(description = "created_at or -created_at") @RestQuery String sort,
      @Parameter(
              description = "only keys in force, or only others",
              schema = @Schema(type = SchemaType.BOOLEAN))
          @RestQuery("in_force")
          String inForce) {
    return keys.list(
            caller.person().tenantId(),
            Query.flag("in_force", inForce),
            Listing.of(ApiKeyRecord.Order.class, sort, cursor, limit))
        .map(Page::of);
  }

  /** Makes a key. */
  @POST
  @ResponseStatus(201)
  @Operation(operationId = "createApiKey", summary = "Make a key; shows it once")
  @APIResponse(
      responseCode = "201",
      description = "Made",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ApiKeyAnswer.class)))
  @APIResponse(responseCode = "403", description = "A scope is beyond your own permissions")
  public Uni<ApiKeyAnswer> create(NewApiKey key) {
    Texts.requireBody(key);
    return keys.create(caller.user(), key.name(), key.scopes(), key.expiresAt())
        .map(made -> new ApiKeyAnswer(made.text(), made.key()));
  }

  /** Revokes a key. */
  @DELETE
  @Path("/{key_id}")
  @Operation(operationId = "revokeApiKey", summary = "Revoke a key, everywhere within seconds")
  @APIResponse(responseCode = "204", description = "Revoked")
  public Uni<Void> revoke(@RestPath("key_id") String keyId) {
    try {
      return keys.revoke(caller.actor(), UUID.fromString(keyId));
    } catch (IllegalArgumentException e) {
      throw new ProblemException(404, "api_key_not_found", "There is no such key.");
    }
  }
}
