package io.kefu.message.customer;

import com.fasterxml.jackson.core.type.TypeReference;
import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.event.ErpSync;
import io.kefu.message.persistence.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes over what the ERP won. erp-sync has decided whose value counts (domain.md §8), so its
 * values are written as they come, each version once: a redelivered or older one changes nothing.
 * What is ours alone (WeChat id, nickname, intent, counts, bucket) is never touched, but that the
 * ERP knows somebody as a customer proposes WHITE. A customer whom only the ERP knew begins here,
 * and is recognised by WeChat id when she writes.
 */
@ApplicationScoped
public class FromErp {

  /** What came of an event. */
  public enum Outcome {
    /** It changed the customer. */
    APPLIED,
    /** It was known, or older than what is known. */
    STALE,
    /** The tenant has no such customer. */
    UNKNOWN
  }

  private static final int MAX_TEXT = 2_000;
  private static final int MAX_NAME = 200;
  private static final String ERP_ID = "erp-";
  private static final TypeReference<Map<String, String>> DIGESTS = new TypeReference<>() {};

  /** Without a lock: the customer's row is the one that is locked, here as in a merge. */
  private static final String LINK =
      """
      SELECT l.customer_id, l.version FROM erp_links l
      WHERE l.tenant_id = $1 AND l.erp_customer_id = $2
      """;

  /** A merged customer is the one it went into. */
  private static final String CUSTOMER =
      """
      WITH RECURSIVE chain AS (
        SELECT customer_id, merged_into FROM customers WHERE tenant_id = $1 AND customer_id = $2
        UNION ALL
        SELECT k.customer_id, k.merged_into FROM customers k JOIN chain c
          ON k.tenant_id = $1 AND k.customer_id = c.merged_into)
      SELECT k.* FROM customers k JOIN chain c ON k.customer_id = c.customer_id
      WHERE k.tenant_id = $1 AND c.merged_into IS NULL
      FOR NO KEY UPDATE OF k
      """;

  private static final String KNOWN_BY_WECHAT =
      """
      SELECT customer_id FROM customer_identities
      WHERE tenant_id = $1 AND kind = 'wechat_id' AND scope = '' AND value = $2
      """;

  /** Not to be told back: sync_since stays empty. */
  private static final String CREATE =
      """
      INSERT INTO customers (tenant_id, customer_id, display_name, wechat_id, source, sync_since,
        sync_causes)
      VALUES ($1, $2, $3, $4, 'erp', NULL, '{}')
      """;

  private static final String IDENTITY =
      """
      INSERT INTO customer_identities (tenant_id, kind, scope, value, customer_id)
      VALUES ($1, 'wechat_id', '', $2, $3) ON CONFLICT DO NOTHING
      """;

  private static final String APPLY =
      """
      UPDATE customers SET
        company_name = COALESCE($3, company_name), name = COALESCE($4, name),
        email = COALESCE($5, email), address = COALESCE($6, address),
        region = COALESCE($7, region), source = COALESCE($8, source),
        summary = COALESCE($9, summary), notes = COALESCE($10, notes),
        erp_value = COALESCE($11, erp_value), customer_number = COALESCE($12, customer_number),
        phone = COALESCE($13, phone), phone_fingerprint = COALESCE($14, phone_fingerprint),
        phone_verified = phone_verified AND COALESCE($14 = phone_fingerprint, true),
        has_order = has_order OR $15, has_contract = has_contract OR $16,
        has_payment = has_payment OR $17,
        white_proposed = white_proposed OR ($18 AND k_code IS NULL),
        sync_told = $19::text::jsonb, graded_at = NULL, version = version + 1
      WHERE tenant_id = $1 AND customer_id = $2
      """;

  private static final String REMEMBER =
      """
      INSERT INTO erp_links AS l (tenant_id, erp_customer_id, customer_id, version)
      VALUES ($1, $2, $3, $4)
      ON CONFLICT (tenant_id, erp_customer_id) DO UPDATE
        SET version = GREATEST(l.version, EXCLUDED.version)
      """;

  private final TenantScope tenants;
  private final Phones phones;
  private final CustomerChanges changes;
  private final CustomerSync sync;
  private final JsonRows json;
  private final Identity ids;

  /** Wires the taking over. */
  public FromErp(
      TenantScope tenants,
      Phones phones,
      CustomerChanges changes,
      CustomerSync sync,
      JsonRows json,
      Identity ids) {
    this.tenants = tenants;
    this.phones = phones;
    this.changes = changes;
    this.sync = sync;
    this.json = json;
    this.ids = ids;
  }

  /** Takes one event over in a transaction of its own. */
  public Uni<Outcome> apply(ErpSync event) {
    return tenants.inTransaction(
        event.tenantId(),
        connection ->
            connection
                .preparedQuery(LINK)
                .execute(Tuple.of(event.tenantId(), event.customerId()))
                .chain(
                    link ->
                        link.size() > 0
                                && link.iterator().next().getLong("version") >= event.version()
                            ? Uni.createFrom().item(Outcome.STALE)
                            : customer(connection, event, link)
                                .chain(
                                    found ->
                                        found.isEmpty()
                                            ? Uni.createFrom().item(Outcome.UNKNOWN)
                                            : write(connection, event, found.get()))));
  }

  private Uni<Optional<Row>> customer(SqlConnection connection, ErpSync event, RowSet<Row> link) {
    if (link.size() > 0) {
      return read(connection, event.tenantId(), link.iterator().next().getUUID("customer_id"));
    }
    if (!event.customerId().startsWith(ERP_ID)) {
      try {
        return read(connection, event.tenantId(), UUID.fromString(event.customerId()));
      } catch (IllegalArgumentException e) {
        return Uni.createFrom().item(Optional.empty());
      }
    }
    String wechatId = text(event, "wechat_id", MAX_NAME);
    return wechatId == null
        ? begin(connection, event, null)
        : connection
            .preparedQuery(KNOWN_BY_WECHAT)
            .execute(Tuple.of(event.tenantId(), wechatId))
            .chain(
                known ->
                    known.size() > 0
                        ? read(connection, event.tenantId(), known.iterator().next().getUUID(0))
                        : begin(connection, event, wechatId));
  }

  private static Uni<Optional<Row>> read(
      SqlConnection connection, String tenantId, UUID customerId) {
    return connection
        .preparedQuery(CUSTOMER)
        .execute(Tuple.of(tenantId, customerId))
        .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next()));
  }

  private Uni<Optional<Row>> begin(SqlConnection connection, ErpSync event, String wechatId) {
    UUID id = ids.next();
    String name = text(event, "company_name", MAX_NAME);
    String person = name == null ? text(event, "real_name", MAX_NAME) : name;
    return connection
        .preparedQuery(CREATE)
        .execute(
            Tuple.of(event.tenantId(), id, person == null ? event.customerId() : person, wechatId))
        .chain(
            () ->
                wechatId == null
                    ? Uni.createFrom().voidItem()
                    : connection
                        .preparedQuery(IDENTITY)
                        .execute(Tuple.of(event.tenantId(), wechatId, id))
                        .replaceWithVoid())
        .chain(() -> read(connection, event.tenantId(), id));
  }

  private Uni<Outcome> write(SqlConnection connection, ErpSync event, Row customer) {
    String tenantId = event.tenantId();
    UUID id = customer.getUUID("customer_id");
    Map<String, Object> known = new LinkedHashMap<>();
    for (String field :
        List.of(
            "company_name",
            "real_name",
            "email",
            "address",
            "region",
            "source",
            "summary",
            "notes")) {
      String value = text(event, field, field.endsWith("name") ? MAX_NAME : MAX_TEXT);
      if (value != null) {
        known.put(field, value);
      }
    }
    Optional<Phones.Stored> phone =
        Phones.normalised(text(event, "phone", MAX_NAME))
            .filter(number -> phones.currentKey().isPresent())
            .map(number -> phones.seal(tenantId, id, number));
    phone.ifPresent(stored -> known.put("phone", stored.fingerprint()));
    Map<String, String> told =
        ErpFields.after(json.value(customer.getJsonObject("sync_told").encode(), DIGESTS), known);
    Tuple values =
        Tuple.tuple()
            .addString(tenantId)
            .addUUID(id)
            .addString((String) known.get("company_name"))
            .addString((String) known.get("real_name"))
            .addString((String) known.get("email"))
            .addString((String) known.get("address"))
            .addString((String) known.get("region"))
            .addString((String) known.get("source"))
            .addString((String) known.get("summary"))
            .addString((String) known.get("notes"))
            .addString(text(event, "value", MAX_NAME))
            .addString(text(event, "customer_number", MAX_NAME))
            .addString(phone.map(Phones.Stored::sealed).orElse(null))
            .addString(phone.map(Phones.Stored::fingerprint).orElse(null))
            .addBoolean(flag(event, "has_order"))
            .addBoolean(flag(event, "has_contract"))
            .addBoolean(flag(event, "has_payment"))
            .addBoolean("WHITE".equals(text(event, "bucket", MAX_NAME)))
            .addString(json.text(told));
    return connection
        .preparedQuery(APPLY)
        .execute(values)
        .chain(
            () ->
                connection
                    .preparedQuery(REMEMBER)
                    .execute(Tuple.of(tenantId, event.customerId(), id, event.version())))
        .chain(() -> answered(connection, event, id))
        .chain(
            () ->
                changes.note(
                    connection,
                    tenantId,
                    id,
                    "erp",
                    null,
                    List.copyOf(event.fields().keySet()),
                    null))
        .replaceWith(Outcome.APPLIED);
  }

  /** Who came as erp-ID has an id of ours now: erp-sync answers for her once it hears which. */
  private Uni<Void> answered(SqlConnection connection, ErpSync event, UUID id) {
    return event.customerId().startsWith(ERP_ID)
        ? sync.mark(connection, event.tenantId(), List.of(id), SyncCause.LINKED)
        : Uni.createFrom().voidItem();
  }

  /** A text of the event, cut to what the file keeps; null when it is absent or blank. */
  private static String text(ErpSync event, String field, int most) {
    Object value = event.fields().get(field);
    String text = value == null ? "" : value.toString().replace("\0", "").strip();
    if (text.isEmpty()) {
      return null;
    }
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most));
  }

  private static boolean flag(ErpSync event, String field) {
    Object value = event.fields().get(field);
    return Boolean.TRUE.equals(value) || "true".equals(value);
  }
}
