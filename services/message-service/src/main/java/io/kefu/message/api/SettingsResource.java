package io.kefu.message.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.document.Documents;
import io.kefu.message.document.Faults;
import io.kefu.message.document.Part;
import io.kefu.message.rules.PolicyBook;
import io.kefu.message.rules.RuleDesk;
import io.kefu.message.rules.SettingsChanges;
import io.kefu.message.rules.TenantPolicy;
import io.kefu.message.settings.BotMode;
import io.kefu.message.settings.SettingsDocument;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** A tenant's settings: what counts, and what of it the tenant changed. */
@Path("/internal/v1/settings")
@RolesAllowed(ServiceTokens.ROLE)
@Consumes(MediaType.APPLICATION_JSON)
public class SettingsResource {

  /**
   * Settings of a tenant.
   *
   * @param version 0 before the first change
   * @param settings what counts, every field there
   * @param changed what differs from the defaults
   */
  public record SettingsView(long version, ObjectNode settings, ObjectNode changed) {}

  private static final int MOST_REASON = 300;

  private final RuleDesk desk;
  private final PolicyBook book;
  private final SettingsChanges changes;
  private final Caller caller;

  /** Wires the resource. */
  public SettingsResource(RuleDesk desk, PolicyBook book, SettingsChanges changes, Caller caller) {
    this.desk = desk;
    this.book = book;
    this.changes = changes;
    this.caller = caller;
  }

  /** The settings, their version as ETag. */
  @GET
  public Uni<RestResponse<SettingsView>> read() {
    return desk.current(caller.tenantId()).map(this::answer);
  }

  /** Saves settings; what is left out has its default. */
  @PUT
  public Uni<RestResponse<SettingsView>> save(
      @HeaderParam("If-Match") String ifMatch, @RestQuery String reason, byte[] body) {
    return desk.set(
            caller.tenantId(),
            Documents.parse(body),
            RuleResource.version(ifMatch),
            new RuleDesk.Author(caller.actor().orElse(null), reason))
        .map(this::answer);
  }

  /** Lets the bot speak ({@code on}), decide in silence ({@code shadow}) or not ({@code muted}). */
  @PUT
  @Path("/bot")
  public Uni<RestResponse<SettingsView>> bot(byte[] body) {
    Faults faults = new Faults();
    Optional<Part> part = Part.of(Documents.parse(body), "", faults);
    faults.throwIfAny();
    part.get().require("mode");
    Optional<String> mode = part.get().oneOf("mode", BotMode.codes());
    String reason = part.get().text("reason", MOST_REASON).orElse(null);
    part.get().end();
    faults.throwIfAny();
    return changes
        .bot(caller.tenantId(), BotMode.of(mode.orElseThrow()), caller.actor().orElse(null), reason)
        .map(this::answer);
  }

  private RestResponse<SettingsView> answer(TenantPolicy policy) {
    SettingsView view =
        new SettingsView(
            policy.settingsVersion(),
            SettingsDocument.write(policy.settings()),
            SettingsDocument.changes(book.defaults(), policy.settings()));
    return RestResponse.ResponseBuilder.ok(view)
        .header("ETag", "\"" + view.version() + "\"")
        .build();
  }
}
