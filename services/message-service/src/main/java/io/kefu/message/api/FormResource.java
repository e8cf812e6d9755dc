package io.kefu.message.api;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.form.FilledForm;
import io.kefu.message.form.FormLabel;
import io.kefu.message.form.FormStore;
import io.kefu.message.form.Forms;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** Trigger forms of one conversation; their reply drafts are for operators and never sent. */
@Path("/internal/v1/conversations/{id}/forms")
@RolesAllowed(ServiceTokens.ROLE)
public class FormResource {

  private final Forms forms;
  private final FormStore store;
  private final Caller caller;

  /** Wires the resource. */
  public FormResource(Forms forms, FormStore store, Caller caller) {
    this.forms = forms;
    this.store = store;
    this.caller = caller;
  }

  /** All fillings, the newest of each label first. */
  @GET
  public Uni<List<FilledForm>> list(String id) {
    return store.of(caller.tenantId(), Filter.uuid("id", id), null);
  }

  /** The newest filling of a label; 404 when it was never asked for. */
  @GET
  @Path("/{label}")
  public Uni<FilledForm> last(String id, String label) {
    return store
        .of(caller.tenantId(), Filter.uuid("id", id), label(label))
        .map(
            found ->
                found.stream()
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new ProblemException(
                                404, "form_unknown", "This form was not filled yet; POST it.")));
  }

  /** Fills a form: 200 with it, or 202 while it is still being filled. */
  @POST
  @Path("/{label}")
  public Uni<RestResponse<FilledForm>> fill(String id, String label) {
    return forms
        .fill(
            caller.tenantId(),
            Filter.uuid("id", id),
            label(label),
            caller.actor().orElse(caller.service()))
        .map(
            form ->
                RestResponse.ResponseBuilder.<FilledForm>create(
                        form.status().equals("PENDING") ? 202 : 200)
                    .entity(form)
                    .build());
  }

  private static FormLabel label(String text) {
    return FormLabel.of(text)
        .orElseThrow(
            () ->
                new ProblemException(
                    404,
                    "unknown_form",
                    "There are the forms pre_sales, after_sales and business_development."));
  }
}
