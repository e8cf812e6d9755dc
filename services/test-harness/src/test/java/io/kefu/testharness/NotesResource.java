package io.kefu.testharness;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.chassis.tenancy.TenantScope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A smallest service on the chassis: what every real one does, in one class. */
@Path("/internal/v1/notes")
public class NotesResource {

  /** A note. */
  public record Note(@NotBlank String noteText) {}

  private final Caller caller;
  private final TenantScope tenants;

  NotesResource(Caller caller, TenantScope tenants) {
    this.caller = caller;
    this.tenants = tenants;
  }

  @POST
  @RolesAllowed(ServiceTokens.ROLE)
  public Uni<Note> add(@Valid Note note) {
    String tenant = caller.tenantId();
    return tenants
        .inTransaction(
            tenant,
            connection ->
                connection
                    .preparedQuery("INSERT INTO notes (tenant_id, note) VALUES ($1, $2)")
                    .execute(Tuple.of(tenant, note.noteText())))
        .replaceWith(note);
  }

  /** Forgets the filter on purpose: the second wall must hold. */
  @GET
  @RolesAllowed(ServiceTokens.ROLE)
  public Uni<List<String>> all() {
    return tenants.inTransaction(
        caller.tenantId(),
        connection ->
            connection
                .preparedQuery("SELECT note FROM notes ORDER BY note")
                .execute()
                .map(
                    rows -> {
                      List<String> notes = new ArrayList<>();
                      rows.forEach(row -> notes.add(row.getString(0)));
                      return notes;
                    }));
  }

  @GET
  @Path("/busy")
  @RolesAllowed(ServiceTokens.ROLE)
  public String busy() {
    throw new ProblemException(503, "busy", "Come back later.", Duration.ofSeconds(7));
  }

  @GET
  @Path("/broken")
  @RolesAllowed(ServiceTokens.ROLE)
  public String broken() {
    throw new IllegalStateException("secret detail");
  }

  /** Names no permission: must answer nobody. */
  @GET
  @Path("/forgotten")
  public String forgotten() {
    return "reachable";
  }
}
