package io.kefu.message.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.document.Documents;
import io.kefu.message.document.Fault;
import io.kefu.message.document.Faults;
import io.kefu.message.document.Part;
import io.kefu.message.rules.PolicyStore;
import io.kefu.message.rules.RuleDesk;
import io.kefu.message.rules.RuleSet;
import io.kefu.message.rules.ShippedRules;
import io.kefu.message.rules.TenantPolicy;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * A tenant's rules: read, change, check, go back. Bodies are read as bytes, so that every mistake
 * is told with its place.
 */
@Path("/internal/v1/rules")
@RolesAllowed(ServiceTokens.ROLE)
@Consumes(MediaType.APPLICATION_JSON)
public class RuleResource {

  private static final int MOST_VERSIONS = 200;
  private static final int MOST_REASON = 200;

  /** The rules that count, in the order they are evaluated. */
  public record RulesView(long version, long shippedVersion, List<ObjectNode> rules) {}

  /** Whether a list could be saved. */
  public record Validation(boolean valid, List<Fault> errors) {}

  /** The versions, the newest first. */
  public record VersionsView(long version, List<PolicyStore.Version> versions) {}

  private final RuleDesk desk;
  private final PolicyStore store;
  private final Caller caller;

  /** Wires the resource. */
  public RuleResource(RuleDesk desk, PolicyStore store, Caller caller) {
    this.desk = desk;
    this.store = store;
    this.caller = caller;
  }

  /** All rules that count, shipped ones included; the version as ETag. */
  @GET
  public Uni<RestResponse<RulesView>> list() {
    return desk.current(caller.tenantId()).map(RuleResource::listed);
  }

  /** Puts a list in the place of the tenant's own and overriding rules. */
  @PUT
  public Uni<RestResponse<RulesView>> replace(
      @HeaderParam("If-Match") String ifMatch, @RestQuery String reason, byte[] body) {
    return desk.replace(caller.tenantId(), Documents.parse(body), version(ifMatch), author(reason))
        .map(RuleResource::listed);
  }

  /** One rule, its tag as ETag. */
  @GET
  @Path("/{id}")
  public Uni<RestResponse<ObjectNode>> read(String id) {
    return desk.current(caller.tenantId()).map(policy -> one(policy, id));
  }

  /** Saves a rule; one with a shipped rule's id overrides it. */
  @PUT
  @Path("/{id}")
  public Uni<RestResponse<ObjectNode>> save(
      String id,
      @HeaderParam("If-Match") String ifMatch,
      @HeaderParam("If-None-Match") String ifNoneMatch,
      @RestQuery String reason,
      byte[] body) {
    String tag = ifNoneMatch != null && ifNoneMatch.strip().equals("*") ? "" : tag(ifMatch);
    return desk.put(caller.tenantId(), id, Documents.parse(body), tag, author(reason))
        .map(policy -> one(policy, id));
  }

  /** Takes a rule of the tenant's away. */
  @DELETE
  @Path("/{id}")
  public Uni<RestResponse<Void>> delete(
      String id, @HeaderParam("If-Match") String ifMatch, @RestQuery String reason) {
    return desk.delete(caller.tenantId(), id, tag(ifMatch), author(reason))
        .map(policy -> RestResponse.noContent());
  }

  /** Checks a list without saving it. */
  @POST
  @Path("/validate")
  public Uni<Validation> validate(byte[] body) {
    return desk.validate(caller.tenantId(), Documents.parse(body))
        .map(faults -> new Validation(faults.isEmpty(), faults.list()));
  }

  /** Who changed the rules, when and why. */
  @GET
  @Path("/versions")
  public Uni<VersionsView> versions(
      @RestQuery @DefaultValue("50") int limit,
      @RestQuery @DefaultValue("9223372036854775807") long below) {
    int most = Math.max(1, Math.min(limit, MOST_VERSIONS));
    String tenantId = caller.tenantId();
    return store
        .versions(tenantId, PolicyStore.Kind.RULES, below, most)
        .map(
            versions ->
                new VersionsView(versions.isEmpty() ? 0 : versions.getFirst().version(), versions));
  }

  /** The tenant's own and overriding rules of one version. */
  @GET
  @Path("/versions/{version}")
  public Uni<JsonNode> version(long version) {
    return store
        .body(caller.tenantId(), PolicyStore.Kind.RULES, version)
        .map(
            body ->
                body.orElseThrow(
                    () ->
                        new ProblemException(404, "version_unknown", "There is no such version.")));
  }

  /** Makes a new version with the content of an old one. */
  @POST
  @Path("/rollback")
  public Uni<RestResponse<RulesView>> rollBack(byte[] body) {
    Faults faults = new Faults();
    Part part = Part.of(Documents.parse(body), "", faults).orElse(null);
    faults.throwIfAny();
    part.require("version");
    Integer version = part.number("version", 0, Integer.MAX_VALUE).orElse(null);
    String reason = part.text("reason", MOST_REASON).orElse(null);
    part.end();
    faults.throwIfAny();
    return desk.rollBack(caller.tenantId(), version, author(reason)).map(RuleResource::listed);
  }

  private RuleDesk.Author author(String reason) {
    String why =
        reason == null || reason.isBlank() ? null : reason.strip().replaceAll("\\p{Cntrl}", " ");
    return new RuleDesk.Author(
        caller.actor().orElse(null),
        why == null || why.length() <= MOST_REASON ? why : why.substring(0, MOST_REASON));
  }

  private static RestResponse<RulesView> listed(TenantPolicy policy) {
    RulesView view =
        new RulesView(
            policy.rulesVersion(),
            ShippedRules.VERSION,
            policy.rules().entries().stream().map(RuleResource::view).toList());
    return RestResponse.ResponseBuilder.ok(view)
        .header("ETag", "\"" + view.version() + "\"")
        .build();
  }

  private static RestResponse<ObjectNode> one(TenantPolicy policy, String id) {
    RuleSet.Entry entry = policy.rules().find(id).orElseThrow(RuleDesk::unknown);
    return RestResponse.ResponseBuilder.ok(view(entry))
        .header("ETag", "\"" + RuleDesk.tag(entry) + "\"")
        .build();
  }

  private static ObjectNode view(RuleSet.Entry entry) {
    ObjectNode view = entry.rule().source().deepCopy();
    view.put("origin", entry.origin().name().toLowerCase(java.util.Locale.ROOT));
    view.put("etag", RuleDesk.tag(entry));
    return view;
  }

  private static String tag(String ifMatch) {
    if (ifMatch == null || ifMatch.isBlank() || ifMatch.strip().equals("*")) {
      return null;
    }
    return ifMatch.replace("W/", "").replace("\"", "").strip();
  }

  static Long version(String ifMatch) {
    String tag = tag(ifMatch);
    if (tag == null) {
      return null;
    }
    try {
      return Long.valueOf(tag);
    } catch (NumberFormatException e) {
      throw new ProblemException(
          400, "invalid_request", "Send the ETag that was read as If-Match.");
    }
  }
}
