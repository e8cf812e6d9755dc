package io.kefu.gateway.api;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.gateway.auth.AccessClaims;
import io.kefu.gateway.auth.Logins;
import io.kefu.gateway.auth.SubjectKind;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/auth}: in, on, out. */
@Path("/api/v1/auth")
@Tag(name = "auth")
public class AuthResource {

  /**
   * Name and secret: {@code agent_id} with {@code secret_key}, or {@code username} with {@code
   * password}.
   *
   * @param tenant may be left out where there is only one
   * @param agentId agent id
   * @param secretKey the agent's secret
   * @param username a person's name
   * @param password their password
   * @param totp their authenticator's code or a recovery code, where it is asked for
   */
  @Schema(examples = "{\"username\":\"alice\",\"password\":\"correct horse battery staple\"}")
  public record LoginRequest(
      @Schema(description = "Tenant id; needed only where there are several.") String tenant,
      @Schema(examples = "agent_001") String agentId,
      String secretKey,
      @Schema(examples = "alice") String username,
      @Schema(examples = "correct horse battery staple") String password,
      @Schema(examples = "123456", description = "Needed after a 401 totp_required.") String totp) {

    @Override
    public String toString() {
      return "LoginRequest[" + tenant + ", " + agentId + ", " + username + "]";
    }
  }

  /**
   * A refresh token.
   *
   * @param refreshToken as it was handed out
   */
  public record RefreshRequest(
      @Schema(examples = "kr_acme.0198f3a2-5c1e-7d40-9b57-2f6f0c1e8a11.…") String refreshToken) {

    @Override
    public String toString() {
      return "RefreshRequest[]";
    }
  }

  /**
   * What lets the holder in.
   *
   * @param accessToken for {@code Authorization: Bearer}
   * @param tokenType {@code Bearer}
   * @param expiresIn seconds
   * @param refreshToken good for one use
   * @param tenantId tenant
   * @param subject agent id or user id
   * @param role role
   * @param permissions what the access token is good for
   * @param passwordChangeRequired true when it is good for PUT /api/v1/account/password only
   */
  public record TokenAnswer(
      String accessToken,
      String tokenType,
      long expiresIn,
      String refreshToken,
      String tenantId,
      String subject,
      String role,
      List<String> permissions,
      Boolean passwordChangeRequired) {

    @Override
    public String toString() {
      return "TokenAnswer[" + tenantId + ", " + subject + "]";
    }
  }

  private final Logins logins;
  private final CurrentCaller caller;

  AuthResource(Logins logins, CurrentCaller caller) {
    this.logins = logins;
    this.caller = caller;
  }

  /** Lets an agent or a user in. */
  @POST
  @Path("/login")
  @PermitAll
  @SecurityRequirement(name = "")
  @Operation(operationId = "login", summary = "Log an agent or a user in")
  @APIResponse(responseCode = "200", description = "Tokens")
  @APIResponse(
      responseCode = "401",
      description = "login_refused: name, secret or code is wrong; totp_required: send a code too")
  @APIResponse(responseCode = "429", description = "Too many failures; see Retry-After")
  public Uni<TokenAnswer> login(LoginRequest request) {
    return logins.login(attempt(request)).map(AuthResource::answer);
  }

  /** Exchanges a refresh token for the next pair. */
  @POST
  @Path("/refresh")
  @PermitAll
  @SecurityRequirement(name = "")
  @Operation(operationId = "refresh", summary = "Exchange a refresh token for the next tokens")
  @APIResponse(responseCode = "200", description = "Tokens; the refresh token is a new one")
  @APIResponse(responseCode = "401", description = "Not valid any more; log in again")
  public Uni<TokenAnswer> refresh(RefreshRequest request) {
    if (request == null || request.refreshToken() == null) {
      throw missing("refresh_token");
    }
    return logins.refresh(request.refreshToken()).map(AuthResource::answer);
  }

  /** Ends the login of the token. */
  @POST
  @Path("/logout")
  @Authenticated
  @Operation(operationId = "logout", summary = "End this login on every replica")
  @APIResponse(responseCode = "204", description = "Ended")
  public Uni<Void> logout() {
    if (caller.subject().kind() == SubjectKind.API_KEY) {
      throw new ProblemException(
          403, "not_permitted", "An API key has no login; revoke it under /api/v1/api-keys.");
    }
    return logins.logout(caller.claims());
  }

  private Logins.Attempt attempt(LoginRequest request) {
    if (request == null) {
      throw missing("agent_id");
    }
    boolean agent = request.agentId() != null;
    if (agent == (request.username() != null)) {
      throw new ProblemException(
          400, "invalid_request", "Send agent_id and secret_key, or username and password.");
    }
    String name = agent ? request.agentId() : request.username();
    String secret = agent ? request.secretKey() : request.password();
    if (secret == null || secret.isEmpty()) {
      throw missing(agent ? "secret_key" : "password");
    }
    if (name.isBlank() || name.length() > 256 || name.indexOf('\0') >= 0) {
      throw new ProblemException(401, "login_refused", "Name or secret is wrong.");
    }
    return new Logins.Attempt(
        request.tenant(),
        agent ? SubjectKind.AGENT : SubjectKind.USER,
        name,
        secret,
        agent ? null : request.totp(),
        caller.address());
  }

  private static TokenAnswer answer(Logins.Admitted admitted) {
    AccessClaims claims = admitted.access().claims();
    return new TokenAnswer(
        admitted.access().token(),
        "Bearer",
        Duration.between(claims.issuedAt(), claims.expiresAt()).toSeconds(),
        admitted.refreshToken(),
        claims.subject().tenantId(),
        claims.subject().id(),
        claims.subject().role(),
        claims.subject().permissions().stream().sorted().toList(),
        admitted.passwordChangeRequired() ? true : null);
  }

  private static ProblemException missing(String field) {
    return new ProblemException(
        400,
        "invalid_request",
        "Correct the fields listed under errors.",
        List.of(new Problem.FieldError(field, "is missing")));
  }
}
