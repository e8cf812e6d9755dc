package io.kefu.gateway.api;

import io.kefu.gateway.auth.SecondFactors;
import io.kefu.gateway.user.OwnAccount;
import io.kefu.gateway.user.UserRecord;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/account}: what a person does to their own account; needs no permission. */
@Path("/api/v1/account")
@Tag(name = "account")
@Authenticated
public class AccountResource {

  private static final int MAX_SECRET = 512;

  /**
   * A new password.
   *
   * @param currentPassword the one in use
   * @param newPassword the next one: 12 characters or more
   */
  public record PasswordChange(
      @Schema(examples = "the old one") String currentPassword,
      @Schema(examples = "correct horse battery staple", minLength = 12) String newPassword) {

    @Override
    public String toString() {
      return "PasswordChange[]";
    }
  }

  /**
   * Proof that it is still the same person.
   *
   * @param password password
   * @param totp code of the second factor, where one is in use
   */
  public record Proof(
      @Schema(examples = "correct horse battery staple") String password,
      @Schema(examples = "123456") String totp) {

    @Override
    public String toString() {
      return "Proof[]";
    }
  }

  /**
   * A code.
   *
   * @param totp what the authenticator shows
   */
  public record Code(@Schema(examples = "123456") String totp) {

    @Override
    public String toString() {
      return "Code[]";
    }
  }

  /**
   * For a lost authenticator; shown once.
   *
   * @param recoveryCodes each good once, in place of a code
   */
  public record RecoveryCodes(
      @Schema(examples = "[\"ABCD-EFGH-IJKL-MNOP\"]") List<String> recoveryCodes) {

    @Override
    public String toString() {
      return "RecoveryCodes[]";
    }
  }

  private final OwnAccount account;
  private final CurrentCaller caller;

  AccountResource(OwnAccount account, CurrentCaller caller) {
    this.account = account;
    this.caller = caller;
  }

  /** The caller. */
  @GET
  @Operation(operationId = "getAccount", summary = "Your own account")
  public Uni<UserRecord> get() {
    return account.get(caller.user().subject());
  }

  /** Changes the password. */
  @PUT
  @Path("/password")
  @Operation(
      operationId = "changePassword",
      summary = "Change your password; ends all your logins, this one too")
  @APIResponse(responseCode = "204", description = "Changed; log in anew")
  @APIResponse(responseCode = "400", description = "weak_password: choose a longer one")
  @APIResponse(responseCode = "403", description = "password_wrong")
  public Uni<Void> changePassword(PasswordChange change) {
    Texts.requireBody(change);
    return account.changePassword(
        caller.user(),
        Texts.require("current_password", change.currentPassword(), MAX_SECRET),
        Texts.require("new_password", change.newPassword(), MAX_SECRET));
  }

  /** Prepares an authenticator. */
  @POST
  @Path("/totp")
  @Operation(
      operationId = "enrolTotp",
      summary = "Prepare an authenticator; shows its secret once, as text and as otpauth URI")
  @APIResponse(responseCode = "200", description = "Prepared; confirm it with a code")
  @APIResponse(responseCode = "409", description = "One is in use")
  public Uni<SecondFactors.Enrolled> enrolTotp(Proof proof) {
    Texts.requireBody(proof);
    return account.enrolTotp(
        caller.user(), Texts.require("password", proof.password(), MAX_SECRET));
  }

  /** Takes the authenticator into use. */
  @POST
  @Path("/totp/confirm")
  @Operation(
      operationId = "confirmTotp",
      summary = "Take the authenticator into use; shows the recovery codes once")
  @APIResponse(responseCode = "409", description = "The code is wrong, or nothing was prepared")
  public Uni<RecoveryCodes> confirmTotp(Code code) {
    Texts.requireBody(code);
    return account
        .confirmTotp(caller.user(), Texts.require("totp", code.totp(), MAX_SECRET))
        .map(RecoveryCodes::new);
  }

  /** Takes the authenticator away. */
  @POST
  @Path("/totp/disable")
  @Operation(
      operationId = "disableTotp",
      summary = "Take your authenticator away; needs password and code")
  @APIResponse(responseCode = "204", description = "Gone")
  @APIResponse(responseCode = "403", description = "password_wrong or totp_wrong")
  public Uni<Void> disableTotp(Proof proof) {
    Texts.requireBody(proof);
    return account.disableTotp(
        caller.user(),
        Texts.require("password", proof.password(), MAX_SECRET),
        Texts.require("totp", proof.totp(), MAX_SECRET));
  }
}
