package io.kefu.message.customer;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.persistence.ExpectedVersion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads and edits the profiles of customers. Every change is written down. */
@ApplicationScoped
public class CustomerFile {

  private static final String READ =
      "SELECT * FROM customers WHERE tenant_id = $1 AND customer_id = $2";

  /** An empty text empties a column; $20 says whether the phone changes at all. */
  private static final String EDIT =
      """
      UPDATE customers SET
        display_name = COALESCE($3, display_name), name = NULLIF(COALESCE($4, name), ''),
        company_name = NULLIF(COALESCE($5, company_name), ''),
        email = NULLIF(COALESCE($6, email), ''), address = NULLIF(COALESCE($7, address), ''),
        region = NULLIF(COALESCE($8, region), ''), level = NULLIF(COALESCE($9, level), ''),
        owner = NULLIF(COALESCE($10, owner), ''), source = NULLIF(COALESCE($11, source), ''),
        summary = NULLIF(COALESCE($12, summary), ''), notes = NULLIF(COALESCE($13, notes), ''),
        tags = COALESCE($14, tags), grade = COALESCE($15, grade), grade_pinned = $16,
        graded_at = NULL, bucket = COALESCE($17, bucket),
        business_license = COALESCE($18, business_license),
        phone_verified = CASE WHEN $20 THEN $22::text IS NOT NULL AND COALESCE($19, false)
          ELSE phone IS NOT NULL AND COALESCE($19, phone_verified) END,
        phone = CASE WHEN $20 THEN $21::text ELSE phone END,
        phone_fingerprint = CASE WHEN $20 THEN $22::text ELSE phone_fingerprint END,
        company_name_verified = COALESCE($23, company_name_verified AND $5 IS NULL),
        real_name_verified = COALESCE($24, real_name_verified AND $4 IS NULL),
        marked_as_important = COALESCE($25, marked_as_important),
        marked_as_invalid = COALESCE($26, marked_as_invalid),
        version = version + 1
      WHERE tenant_id = $1 AND customer_id = $2
      RETURNING *
      """;

  private static final String LOCK = READ + " FOR NO KEY UPDATE";

  private final TenantScope tenants;
  private final Phones phones;
  private final CustomerChanges changes;
  private final CustomerSync sync;

  /** Wires the file. */
  public CustomerFile(
      TenantScope tenants, Phones phones, CustomerChanges changes, CustomerSync sync) {
    this.tenants = tenants;
    this.phones = phones;
    this.changes = changes;
    this.sync = sync;
  }

  /** The customer's row; 404 for an unknown one. */
  public Uni<Row> read(String tenantId, UUID customerId) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(READ)
                .execute(Tuple.of(tenantId, customerId))
                .map(CustomerFile::one));
  }

  /** The phone number in the open; that somebody looked is written down. Empty without one. */
  public Uni<Optional<String>> revealPhone(String tenantId, UUID customerId, String actor) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(READ)
                .execute(Tuple.of(tenantId, customerId))
                .map(CustomerFile::one)
                .call(
                    row ->
                        changes.note(
                            connection,
                            tenantId,
                            customerId,
                            "reveal_phone",
                            actor,
                            List.of("phone"),
                            null))
                .map(
                    row ->
                        Optional.ofNullable(
                            phones.open(tenantId, customerId, row.getString("phone")))));
  }

  /**
   * Edits a profile.
   *
   * @param version the version that was read
   * @param actor who edits; may be null
   */
  public Uni<Row> edit(
      String tenantId,
      UUID customerId,
      CustomerProfile profile,
      ExpectedVersion version,
      String actor) {
    profile.check();
    return tenants.inTransaction(
        tenantId,
        connection ->
            lock(connection, tenantId, customerId)
                .chain(
                    locked -> {
                      refuse(locked, profile, version);
                      return connection
                          .preparedQuery(EDIT)
                          .execute(values(tenantId, customerId, profile, locked))
                          .map(CustomerFile::one)
                          .call(row -> mark(connection, tenantId, locked, row));
                    })
                .call(
                    row ->
                        changes.note(
                            connection,
                            tenantId,
                            customerId,
                            "edit",
                            actor,
                            profile.fields(),
                            null)));
  }

  private static void refuse(Row locked, CustomerProfile profile, ExpectedVersion version) {
    version.check(locked.getLong("version"));
    if (profile.bucket() != null && locked.getString("k_code") != null) {
      throw new ProblemException(
          409, "on_file", "A customer on file is WHITE, whatever happens; leave the bucket out.");
    }
  }

  private Tuple values(String tenantId, UUID customerId, CustomerProfile profile, Row locked) {
    Optional<Phones.Stored> phone =
        Phones.normalised(profile.phone()).map(number -> phones.seal(tenantId, customerId, number));
    boolean otherPhone =
        profile.phone() != null
            && !phone
                .map(Phones.Stored::fingerprint)
                .equals(Optional.ofNullable(locked.getString("phone_fingerprint")));
    boolean pinned =
        profile.gradePinned() == null
            ? locked.getBoolean("grade_pinned") || profile.grade() != null
            : profile.gradePinned();
    return Tuple.tuple()
        .addString(tenantId)
        .addUUID(customerId)
        .addString(profile.displayName())
        .addString(profile.name())
        .addString(profile.companyName())
        .addString(profile.email())
        .addString(profile.address())
        .addString(profile.region())
        .addString(profile.level())
        .addString(profile.owner())
        .addString(profile.source())
        .addString(profile.summary())
        .addString(profile.notes())
        .addArrayOfString(profile.tags() == null ? null : profile.tags().toArray(String[]::new))
        .addString(profile.grade())
        .addBoolean(pinned)
        .addString(profile.bucket())
        .addString(profile.businessLicense())
        .addBoolean(profile.phoneVerified())
        .addBoolean(otherPhone)
        .addString(phone.map(Phones.Stored::sealed).orElse(null))
        .addString(phone.map(Phones.Stored::fingerprint).orElse(null))
        .addBoolean(profile.companyNameVerified())
        .addBoolean(profile.realNameVerified())
        .addBoolean(profile.markedAsImportant())
        .addBoolean(profile.markedAsInvalid());
  }

  private Uni<Void> mark(SqlConnection connection, String tenantId, Row before, Row after) {
    Set<SyncCause> causes = new LinkedHashSet<>();
    if (after.getBoolean("phone_verified") && !before.getBoolean("phone_verified")) {
      causes.add(SyncCause.PHONE_VERIFIED);
    }
    if (!after.getString("business_license").equals(before.getString("business_license"))
        && !after.getString("business_license").equals("none")) {
      causes.add(SyncCause.LICENCE_UPLOADED);
    }
    if (after.getBoolean("marked_as_important") && !before.getBoolean("marked_as_important")) {
      causes.add(SyncCause.REQUESTED);
    }
    if (causes.isEmpty()) {
      causes.add(SyncCause.UPDATED);
    }
    Uni<Void> marked = Uni.createFrom().voidItem();
    for (SyncCause cause : causes) {
      marked =
          marked.chain(
              () -> sync.mark(connection, tenantId, List.of(after.getUUID("customer_id")), cause));
    }
    return marked;
  }

  static Uni<Row> lock(SqlConnection connection, String tenantId, UUID customerId) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(tenantId, customerId))
        .map(CustomerFile::one)
        .invoke(
            row -> {
              if (row.getUUID("merged_into") != null) {
                throw new ProblemException(
                    409,
                    "already_merged",
                    "The customer is merged; use " + row.getUUID("merged_into") + ".");
              }
            });
  }

  static Row one(RowSet<Row> rows) {
    if (rows.size() == 0) {
      throw new ProblemException(404, "customer_unknown", "There is no such customer.");
    }
    return rows.iterator().next();
  }

  static ProblemException invalid(String field, String message) {
    return new ProblemException(
        400,
        "invalid_request",
        "Correct the fields listed under errors.",
        List.of(new Problem.FieldError(field, message)));
  }
}
