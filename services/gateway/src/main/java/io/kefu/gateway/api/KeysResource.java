package io.kefu.gateway.api;

import io.kefu.gateway.auth.SigningKeys;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Public keys of the access tokens, for others who verify them. */
@Path("/.well-known/jwks.json")
@Tag(name = "auth")
public class KeysResource {

  private final SigningKeys keys;

  KeysResource(SigningKeys keys) {
    this.keys = keys;
  }

  /** The keys as a JWK set (RFC 7517). */
  @GET
  @PermitAll
  @SecurityRequirement(name = "")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "jwks", summary = "Public keys that verify access tokens")
  public String jwks() {
    return keys.jwks();
  }
}
