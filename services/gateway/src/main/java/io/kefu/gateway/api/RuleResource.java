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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /api/v1/rules}: what is answered how, kept by message-service. */
@Path("/api/v1/rules")
@Tag(name = "rules")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Idempotent
public class RuleResource {

  private final PassOn pass;

  RuleResource(PassOn pass) {
    this.pass = pass;
  }

  /** The rules in force, with the number of their version. */
  @GET
  @RolesAllowed(Permission.MANAGE_RULES)
  @Operation(
      operationId = "listRules",
      summary = "The rules in force, with the number of their version",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "Rules"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> listRules() {
    return pass.on(Neighbour.MESSAGE);
  }

  /** Check a rule without storing it. */
  @POST
  @Path("/validate")
  @RolesAllowed(Permission.MANAGE_RULES)
  @Operation(
      operationId = "validateRule",
      summary = "Check a rule without storing it",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "Rule"),
        @Extension(name = Documentation.RETURNS, value = "AnyObject")
      })
  public Uni<RestResponse<String>> validateRule(String body) {
    return pass.on(Neighbour.MESSAGE, body);
  }

  /** What the rules would do with a message; nothing is sent. */
  @POST
  @Path("/dry-run")
  @RolesAllowed(Permission.MANAGE_RULES)
  @Operation(
      operationId = "dryRunRules",
      summary = "What the rules would do with a message; nothing is sent",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "RuleDryRun"),
        @Extension(name = Documentation.RETURNS, value = "AnyObject")
      })
  public Uni<RestResponse<String>> dryRunRules(String body) {
    return pass.on(Neighbour.MESSAGE, body);
  }

  /** Versions of the rules, the last first. */
  @GET
  @Path("/versions")
  @RolesAllowed(Permission.MANAGE_RULES)
  @Operation(
      operationId = "listRuleVersions",
      summary = "Versions of the rules, the last first",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "AnyObject"),
        @Extension(name = Documentation.FILTERS, value = "cursor,limit")
      })
  public Uni<RestResponse<String>> listRuleVersions() {
    return pass.on(Neighbour.MESSAGE);
  }

  /** Put an older version of the rules in force. */
  @POST
  @Path("/rollback")
  @RolesAllowed(Permission.MANAGE_RULES)
  @Operation(
      operationId = "rollBackRules",
      summary = "Put an older version of the rules in force",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "Rollback"),
        @Extension(name = Documentation.RETURNS, value = "Rules")
      })
  public Uni<RestResponse<String>> rollBackRules(String body) {
    return pass.audited(
        Neighbour.MESSAGE, PassOn.Change.of("rules.rolled_back", "rules", "rules"), body);
  }

  /** A rule; its version is the ETag. */
  @GET
  @Path("/{id}")
  @RolesAllowed(Permission.MANAGE_RULES)
  @Operation(
      operationId = "getRule",
      summary = "A rule; its version is the ETag",
      extensions = {
        @Extension(name = Documentation.RETURNS, value = "Rule"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> getRule(@RestPath String id) {
    return pass.on(Neighbour.MESSAGE);
  }

  /** Store a rule; If-Match refuses to overwrite a newer one. */
  @PUT
  @Path("/{id}")
  @RolesAllowed(Permission.MANAGE_RULES)
  @Operation(
      operationId = "putRule",
      summary = "Store a rule; If-Match refuses to overwrite a newer one",
      extensions = {
        @Extension(name = Documentation.TAKES, value = "Rule"),
        @Extension(name = Documentation.RETURNS, value = "Rule"),
        @Extension(name = Documentation.VERSIONED, value = "true")
      })
  public Uni<RestResponse<String>> putRule(@RestPath String id, String body) {
    return pass.audited(Neighbour.MESSAGE, PassOn.Change.of("rule.stored", "rule", id), body);
  }

  /** Take a rule away. */
  @DELETE
  @Path("/{id}")
  @RolesAllowed(Permission.MANAGE_RULES)
  @Operation(
      operationId = "deleteRule",
      summary = "Take a rule away",
      extensions = {@Extension(name = Documentation.VERSIONED, value = "true")})
  public Uni<RestResponse<String>> deleteRule(@RestPath String id) {
    return pass.audited(Neighbour.MESSAGE, PassOn.Change.of("rule.deleted", "rule", id), null);
  }
}
