package io.kefu.gateway.api;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.collection.ExpectedVersion;
import io.kefu.gateway.collection.Listing;
import io.kefu.gateway.collection.Query;
import io.kefu.gateway.idempotency.Idempotent;
import io.kefu.gateway.user.UserAdministration;
import io.kefu.gateway.user.UserDirectory;
import io.kefu.gateway.user.UserRecord;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.UUID;
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

/** {@code /api/v1/users}: the people of the caller's tenant. */
@Path("/api/v1/users")
@Tag(name = "users")
@RolesAllowed(Permission.ADMIN)
@Idempotent
public class UserResource {

  /**
   * A new user.
   *
   * @param username to log in with
   * @param displayName for people; the username if absent
   * @param role what they may do
   */
  public record NewUser(
      @Schema(examples = "alice") String username,
      @Schema(examples = "王丽") String displayName,
      @Schema(examples = "operator") String role) {}

  /**
   * What to change; what is absent stays.
   *
   * @param displayName for people
   * @param role what they may do
   */
  public record UserChange(
      @Schema(examples = "王丽") String displayName, @Schema(examples = "supervisor") String role) {}

  /**
   * A user and the password to hand on.
   *
   * @param user user
   * @param oneTimePassword to log in with and to change; shown once
   * @param expiresAt when the password ends
   */
  public record InvitedUser(
      UserRecord user,
      @Schema(examples = "k7m2x-9wq4t-bc3de-f5g6h") String oneTimePassword,
      Instant expiresAt) {

    static InvitedUser of(UserAdministration.Invited invited) {
      return new InvitedUser(
          invited.user(), invited.password().password(), invited.password().until().toInstant());
    }

    @Override
    public String toString() {
      return "InvitedUser[" + user.userId() + "]";
    }
  }

  private final UserDirectory directory;
  private final UserAdministration users;
  private final CurrentCaller caller;

  UserResource(UserDirectory directory, UserAdministration users, CurrentCaller caller) {
    this.directory = directory;
    this.users = users;
    this.caller = caller;
  }

  /** Users, sorted and filtered. */
  @GET
  @Operation(operationId = "listUsers", summary = "Users of the tenant")
  public Uni<Page<UserRecord>> list(
      @Parameter(description = "next_cursor of the page before; none for the first page") @RestQuery
          String cursor,
      @Parameter(
              description = "entries of a page, 50 if absent",
              schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
          @RestQuery
          String limit,
      @Parameter(description = "username, -username, created_at or -created_at") @RestQuery
          String sort,
      @Parameter(description = "users with this role") @RestQuery String role,
      @Parameter(
              description = "users who may come in, or may not",
              schema = @Schema(type = SchemaType.BOOLEAN))
          @RestQuery
          String enabled,
      @Parameter(description = "part of a name") @RestQuery String q) {
    Listing<UserRecord.Order> listing = Listing.of(UserRecord.Order.class, sort, cursor, limit);
    return directory
        .list(
            caller.person().tenantId(),
            new UserDirectory.Filter(
                Texts.clean("role", role), Query.flag("enabled", enabled), Texts.clean("q", q)),
            listing)
        .map(Page::of);
  }

  /** Creates a user. */
  @POST
  @Operation(
      operationId = "createUser",
      summary = "Create a user; shows a one-time password that they must change")
  @APIResponse(
      responseCode = "201",
      description = "Created; ETag is the version",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = InvitedUser.class)))
  @APIResponse(responseCode = "403", description = "The role would give more than you have")
  @APIResponse(responseCode = "409", description = "The username is taken")
  public Uni<RestResponse<InvitedUser>> create(NewUser user) {
    Texts.requireBody(user);
    return users
        .create(caller.actor(), user.username(), user.displayName(), user.role())
        .map(invited -> Tagged.answer(201, InvitedUser.of(invited), invited.user().version()));
  }

  /** One user. */
  @GET
  @Path("/{user_id}")
  @Operation(operationId = "getUser", summary = "One user")
  @APIResponse(responseCode = "200", description = "ETag is the version, for If-Match")
  public Uni<RestResponse<UserRecord>> get(@RestPath("user_id") String userId) {
    return directory
        .get(caller.person().tenantId(), id(userId))
        .map(user -> Tagged.answer(200, user, user.version()));
  }

  /** Changes a user. */
  @PATCH
  @Path("/{user_id}")
  @Operation(operationId = "changeUser", summary = "Change a user's name or role")
  @APIResponse(responseCode = "200", description = "Changed; a new role is in force in seconds")
  @APIResponse(responseCode = "409", description = "It is the last administrator")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  @APIResponse(responseCode = "428", description = "If-Match is missing")
  public Uni<RestResponse<UserRecord>> change(
      @RestPath("user_id") String userId,
      @Parameter(description = "ETag as it was read") @RestHeader(HttpHeaders.IF_MATCH)
          String ifMatch,
      UserChange change) {
    Texts.requireBody(change);
    return users
        .change(
            caller.actor(),
            id(userId),
            ExpectedVersion.of(ifMatch),
            change.displayName(),
            change.role())
        .map(user -> Tagged.answer(200, user, user.version()));
  }

  /** Shuts a user out. */
  @POST
  @Path("/{user_id}/disable")
  @Operation(
      operationId = "disableUser",
      summary = "Shut a user out; ends their sessions within seconds")
  @APIResponse(responseCode = "409", description = "It is the last administrator")
  public Uni<RestResponse<UserRecord>> disable(@RestPath("user_id") String userId) {
    return users
        .setEnabled(caller.actor(), id(userId), false)
        .map(user -> Tagged.answer(200, user, user.version()));
  }

  /** Lets a user in again. */
  @POST
  @Path("/{user_id}/enable")
  @Operation(operationId = "enableUser", summary = "Let a user in again")
  public Uni<RestResponse<UserRecord>> enable(@RestPath("user_id") String userId) {
    return users
        .setEnabled(caller.actor(), id(userId), true)
        .map(user -> Tagged.answer(200, user, user.version()));
  }

  /** Gives a user a new password. */
  @POST
  @Path("/{user_id}/password-reset")
  @Operation(
      operationId = "resetUserPassword",
      summary = "Give a one-time password, shown once; ends the user's logins")
  public Uni<InvitedUser> resetPassword(@RestPath("user_id") String userId) {
    return users.resetPassword(caller.actor(), id(userId)).map(InvitedUser::of);
  }

  /** Takes a lost authenticator away. */
  @DELETE
  @Path("/{user_id}/totp")
  @Operation(
      operationId = "resetUserTotp",
      summary = "Take a lost authenticator away; ends the user's logins")
  public Uni<RestResponse<UserRecord>> resetTotp(@RestPath("user_id") String userId) {
    return users
        .resetSecondFactor(caller.actor(), id(userId))
        .map(user -> Tagged.answer(200, user, user.version()));
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(404, "user_not_found", "There is no such user.");
    }
  }
}
