package io.kefu.message.api;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.sealing.SealingException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.customer.CustomerChanges;
import io.kefu.message.customer.CustomerFile;
import io.kefu.message.customer.CustomerMerge;
import io.kefu.message.customer.CustomerProfile;
import io.kefu.message.customer.CustomerPromotion;
import io.kefu.message.customer.Phones;
import io.kefu.message.persistence.ExpectedVersion;
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

  /** A phone number in the open. */
  public record PhoneView(String phone) {}

  /** A customer; the phone number without its middle. */
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
      String companyName,
      String phone,
      boolean phoneVerified,
      String email,
      String address,
      String region,
      String level,
      String owner,
      String source,
      String summary,
      String notes,
      List<String> tags,
      String businessLicense,
      boolean companyNameVerified,
      boolean realNameVerified,
      boolean markedAsImportant,
      boolean markedAsInvalid,
      boolean hasQuoteRequest,
      boolean hasOrder,
      boolean hasContract,
      boolean hasPayment,
      String customerNumber,
      long messageCount,
      UUID mergedInto,
      Instant createdAt,
      Instant lastActiveAt,
      long version) {}

  private final CustomerFile file;
  private final CustomerPromotion promotions;
  private final CustomerMerge merging;
  private final CustomerChanges changes;
  private final Phones phones;
  private final Caller caller;

  /** Wires the resource. */
  public CustomerResource(
      CustomerFile file,
      CustomerPromotion promotions,
      CustomerMerge merging,
      CustomerChanges changes,
      Phones phones,
      Caller caller) {
    this.file = file;
    this.promotions = promotions;
    this.merging = merging;
    this.changes = changes;
    this.phones = phones;
    this.caller = caller;
  }

  /** The customer, its version as ETag. */
  @GET
  public Uni<RestResponse<CustomerView>> read(String id) {
    return file.read(caller.tenantId(), Filter.uuid("id", id)).map(this::answer);
  }

  /** Edits the profile; with If-Match only the version that was read. */
  @PATCH
  public Uni<RestResponse<CustomerView>> edit(
      String id, @HeaderParam("If-Match") String ifMatch, CustomerProfile profile) {
    return file.edit(
            caller.tenantId(),
            Filter.uuid("id", id),
            required(profile),
            ExpectedVersion.of(ifMatch),
            caller.actor().orElse(null))
        .map(this::answer);
  }

  /** Puts the customer on file: a K-code is issued; with If-Match as it was read. */
  @POST
  @Path("/promote")
  public Uni<RestResponse<CustomerView>> promote(
      String id, @HeaderParam("If-Match") String ifMatch, CustomerPromotion.Promotion promotion) {
    return promotions
        .promote(
            caller.tenantId(),
            Filter.uuid("id", id),
            required(promotion),
            ExpectedVersion.of(ifMatch),
            caller.actor().orElse(null))
        .map(this::answer);
  }

  /** Merges a duplicate into this customer; with If-Match as this one was read. */
  @POST
  @Path("/merge")
  public Uni<RestResponse<CustomerView>> merge(
      String id, @HeaderParam("If-Match") String ifMatch, MergeRequest request) {
    String duplicate = required(request).duplicateId();
    return merging
        .merge(
            caller.tenantId(),
            Filter.uuid("id", id),
            Filter.uuid("duplicate_id", duplicate == null ? "" : duplicate),
            ExpectedVersion.of(ifMatch),
            caller.actor().orElse(null))
        .map(this::answer);
  }

  /** Who changed what, the newest first. */
  @GET
  @Path("/changes")
  public Uni<List<CustomerChanges.Change>> changes(String id) {
    return changes.of(caller.tenantId(), Filter.uuid("id", id));
  }

  /** The phone number in the open; who asked is written down. */
  @POST
  @Path("/phone")
  public Uni<PhoneView> phone(String id) {
    return file.revealPhone(caller.tenantId(), Filter.uuid("id", id), caller.actor().orElse(null))
        .map(
            phone ->
                new PhoneView(
                    phone.orElseThrow(
                        () ->
                            new ProblemException(
                                404, "phone_unknown", "No phone number is on the file."))));
  }

  private static <T> T required(T body) {
    if (body == null) {
      throw new ProblemException(400, "unreadable_body", "Send a JSON body.");
    }
    return body;
  }

  private RestResponse<CustomerView> answer(Row row) {
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
            row.getString("company_name"),
            masked(row),
            row.getBoolean("phone_verified"),
            row.getString("email"),
            row.getString("address"),
            row.getString("region"),
            row.getString("level"),
            row.getString("owner"),
            row.getString("source"),
            row.getString("summary"),
            row.getString("notes"),
            List.of(row.getArrayOfStrings("tags")),
            row.getString("business_license"),
            row.getBoolean("company_name_verified"),
            row.getBoolean("real_name_verified"),
            row.getBoolean("marked_as_important"),
            row.getBoolean("marked_as_invalid"),
            row.getBoolean("has_quote_request"),
            row.getBoolean("has_order"),
            row.getBoolean("has_contract"),
            row.getBoolean("has_payment"),
            row.getString("customer_number"),
            row.getLong("message_count"),
            row.getUUID("merged_into"),
            row.getOffsetDateTime("created_at").toInstant(),
            row.getOffsetDateTime("last_active_at").toInstant(),
            row.getLong("version"));
    return Tagged.of(view, view.version());
  }

  /**
   * A number whose key is not here is shown as stars: the rest of the profile is still readable.
   */
  private String masked(Row row) {
    try {
      return Phones.masked(
          phones.open(
              row.getString("tenant_id"), row.getUUID("customer_id"), row.getString("phone")));
    } catch (SealingException | ProblemException e) {
      return "***";
    }
  }
}
