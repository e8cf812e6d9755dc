package io.kefu.message.api;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.customer.CustomerFile;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;

/** One customer: read, edit, put on file, merge. */
@Path("/internal/v1/customers/{id}")
@RolesAllowed(ServiceTokens.ROLE)
public class CustomerResource {

  /** Body of merge. */
  public record MergeRequest(String duplicateId) {}

  /** A customer. */
  public record CustomerView(
      UUID customerId,
      String displayName,
      String wechatId,
      String bucket,
      String grade,
      boolean gradePinned,
      int intentScore,
      boolean whiteProposed,
      String triggerLabel,
      String kCode,
      String name,
      String region,
      String level,
      String owner,
      String notes,
      List<String> tags,
      long messageCount,
      UUID mergedInto,
      Instant createdAt,
      Instant lastActiveAt,
      long version) {}

  private final CustomerFile file;
  private final Caller caller;

  /** Wires the resource. */
  public CustomerResource(CustomerFile file, Caller caller) {
    this.file = file;
    this.caller = caller;
  }

  /** The customer, its version as ETag. */
  @GET
  public Uni<RestResponse<CustomerView>> read(String id) {
    return file.read(caller.tenantId(), Filter.uuid("id", id)).map(CustomerResource::answer);
  }

  /** Edits the profile; with If-Match only the version that was read. */
  @PATCH
  public Uni<RestResponse<CustomerView>> edit(
      String id, @HeaderParam("If-Match") String ifMatch, CustomerFile.Profile profile) {
    return file.edit(caller.tenantId(), Filter.uuid("id", id), required(profile), version(ifMatch))
        .map(CustomerResource::answer);
  }

  /** Puts the customer on file: a K-code is issued. */
  @POST
  @Path("/promote")
  public Uni<RestResponse<CustomerView>> promote(String id, CustomerFile.Promotion promotion) {
    return file.promote(caller.tenantId(), Filter.uuid("id", id), required(promotion))
        .map(CustomerResource::answer);
  }

  /** Merges a duplicate into this customer. */
  @POST
  @Path("/merge")
  public Uni<RestResponse<CustomerView>> merge(String id, MergeRequest request) {
    String duplicate = required(request).duplicateId();
    return file.merge(
            caller.tenantId(),
            Filter.uuid("id", id),
            Filter.uuid("duplicate_id", duplicate == null ? "" : duplicate))
        .map(CustomerResource::answer);
  }

  private static <T> T required(T body) {
    if (body == null) {
      throw new ProblemException(400, "unreadable_body", "Send a JSON body.");
    }
    return body;
  }

  private static Long version(String ifMatch) {
    if (ifMatch == null || ifMatch.isBlank() || ifMatch.strip().equals("*")) {
      return null;
    }
    try {
      return Long.valueOf(ifMatch.replace("\"", "").strip());
    } catch (NumberFormatException e) {
      throw new ProblemException(
          400,
          "invalid_request",
          "Correct the fields listed under errors.",
          List.of(new Problem.FieldError("If-Match", "must be the ETag that was read")));
    }
  }

  private static RestResponse<CustomerView> answer(Row row) {
    CustomerView view =
        new CustomerView(
            row.getUUID("customer_id"),
            row.getString("display_name"),
            row.getString("wechat_id"),
            row.getString("bucket"),
            row.getString("grade"),
            row.getBoolean("grade_pinned"),
            row.getInteger("intent_score"),
            row.getBoolean("white_proposed"),
            row.getString("trigger_label"),
            row.getString("k_code"),
            row.getString("name"),
            row.getString("region"),
            row.getString("level"),
            row.getString("owner"),
            row.getString("notes"),
            List.of(row.getArrayOfStrings("tags")),
            row.getLong("message_count"),
            row.getUUID("merged_into"),
            row.getOffsetDateTime("created_at").toInstant(),
            row.getOffsetDateTime("last_active_at").toInstant(),
            row.getLong("version"));
    return RestResponse.ResponseBuilder.ok(view)
        .header("ETag", "\"" + view.version() + "\"")
        .build();
  }
}
