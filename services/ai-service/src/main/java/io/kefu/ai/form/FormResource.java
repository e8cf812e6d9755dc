package io.kefu.ai.form;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.ai.form.Forms.Result;
import io.kefu.ai.provider.Deadline;
import io.kefu.chassis.problem.Problem.FieldError;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.answer.Evidence;
import io.kefu.contracts.answer.Turn;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Fills trigger forms for operators; never sends anything to a customer. */
@Path("/internal/v1/forms/{label}")
@RolesAllowed(ServiceTokens.ROLE)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class FormResource {

  /**
   * A conversation to fill a form from.
   *
   * @param history lines, oldest first, at least one
   * @param evidence what the reply draft may rest on; may be empty
   */
  public record FormRequest(
      @NotNull @Size(min = 1, max = 200) List<Turn> history,
      @NotNull @Size(max = 50) List<Evidence> evidence) {}

  /**
   * A form.
   *
   * @param status {@code filled} or {@code handoff}
   * @param form of the schema; absent on a handoff
   * @param reason why a person must fill it; absent when filled
   * @param faults what was wrong with the model's last text
   */
  public record FormView(
      String label,
      String status,
      JsonNode form,
      String reason,
      List<String> faults,
      String provider,
      String model) {}

  private final Forms forms;
  private final FormSchemas schemas;
  private final FormConfig config;
  private final Deadline deadline;
  private final Caller caller;

  /** Wires the resource. */
  public FormResource(
      Forms forms, FormSchemas schemas, FormConfig config, Deadline deadline, Caller caller) {
    this.forms = forms;
    this.schemas = schemas;
    this.config = config;
    this.deadline = deadline;
    this.caller = caller;
  }

  /** Fills the form of a label. */
  @POST
  @RunOnVirtualThread
  public FormView fill(
      @PathParam("label") String code,
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs,
      @NotNull @Valid FormRequest request) {
    FormLabel label = label(code);
    Result result =
        forms.fill(
            caller.tenantId(),
            label,
            request.history(),
            request.evidence(),
            deadline.limit(deadlineMs));
    return switch (result) {
      case Result.Filled filled ->
          new FormView(
              code, "filled", filled.form(), null, List.of(), filled.provider(), filled.model());
      case Result.ToPerson person ->
          new FormView(code, "handoff", null, person.reason(), person.faults(), null, null);
    };
  }

  /** The schema in use, as JSON Schema 2020-12. */
  @GET
  @Path("/schema")
  @RunOnVirtualThread
  public String schema(@PathParam("label") String code) {
    return schemas.of(caller.tenantId(), label(code)).text();
  }

  /** Replaces the tenant's schema. */
  @PUT
  @Path("/schema")
  @RunOnVirtualThread
  public void putSchema(@PathParam("label") String code, String schema) {
    FormLabel label = label(code);
    if (schema == null || schema.length() > config.maxSchemaCharacters()) {
      throw wrong("at most " + config.maxSchemaCharacters() + " characters");
    }
    try {
      schemas.put(caller.tenantId(), label, schema);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  private static ProblemException wrong(String message) {
    return new ProblemException(
        400,
        "invalid_request",
        "Send a JSON Schema of an object.",
        List.of(new FieldError("schema", message)));
  }

  private static FormLabel label(String code) {
    return FormLabel.of(code)
        .orElseThrow(
            () ->
                new ProblemException(
                    404,
                    "unknown_form",
                    "There are the forms pre_sales, after_sales and business_development."));
  }
}
