package io.kefu.message.customer;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.persistence.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowIterator;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes customers over from another system. One that is known already is only completed: what
 * stands in our file stays. So the same customers again change nothing, and whatever people edited
 * since the first time is kept. Each customer is a transaction of its own. The ERP is told nothing:
 * it is told of a customer with the next change.
 */
@ApplicationScoped
public class CustomerImport {

  /** What came of one customer. */
  public enum Status {
    /** New. */
    CREATED,
    /** Known; something was added. */
    COMPLETED,
    /** Known; nothing to add. */
    UNCHANGED,
    /** Not taken; the notes say why. */
    REFUSED
  }

  /**
   * What came of one customer.
   *
   * @param key as it was sent
   * @param status what was done
   * @param customerId ours; null when refused
   * @param notes what was left out, and why
   */
  public record Result(String key, Status status, UUID customerId, List<String> notes) {}

  private static final String FIND =
      """
      SELECT COALESCE(c.merged_into, c.customer_id) AS customer_id
      FROM customer_identities k JOIN customers c USING (tenant_id, customer_id)
      WHERE k.tenant_id = $1 AND k.kind = $2 AND k.scope = $3 AND k.value = $4
      """;

  /** Uses the unique key of K-codes. */
  private static final String HOLDER =
      "SELECT customer_id FROM customers WHERE tenant_id = $1 AND k_code = $2";

  private static final String FIELDS =
      """
      AS i(display_name text, wechat_id text, name text, company_name text, email text,
        address text, region text, level text, owner text, source text, summary text, notes text,
        tags text[], bucket text, intent_score int, customer_number text, phone_verified boolean,
        company_name_verified boolean, marked_as_important boolean, marked_as_invalid boolean,
        has_quote_request boolean, has_order boolean, has_contract boolean, has_payment boolean,
        first_contact_at timestamptz, last_active_at timestamptz)
      """;

  private static final String CREATE =
      """
      WITH fresh AS (
        INSERT INTO customer_identities (tenant_id, kind, scope, value, customer_id)
        VALUES ($1, $4, $5, $6, $2) ON CONFLICT DO NOTHING RETURNING customer_id)
      INSERT INTO customers (tenant_id, customer_id, display_name, wechat_id, k_code, bucket, phone,
        phone_fingerprint, phone_verified, name, company_name, email, address, region, level, owner,
        source, summary, notes, tags, intent_score, customer_number, company_name_verified,
        marked_as_important, marked_as_invalid, has_quote_request, has_order, has_contract,
        has_payment, created_at, last_active_at, sync_since, sync_causes)
      SELECT $1, f.customer_id, COALESCE(NULLIF(i.display_name, ''), $6),
        CASE WHEN $4 = 'wechat_id' THEN $6 END, $7,
        CASE WHEN $7::text IS NOT NULL THEN 'WHITE' ELSE COALESCE(i.bucket, 'GRAY') END, $8, $9,
        i.phone_verified AND $8::text IS NOT NULL, i.name, i.company_name, i.email, i.address,
        i.region, i.level, i.owner, i.source, i.summary, i.notes, COALESCE(i.tags, '{}'),
        COALESCE(i.intent_score, 0), i.customer_number,
        i.company_name_verified AND i.company_name IS NOT NULL, i.marked_as_important,
        i.marked_as_invalid, i.has_quote_request, i.has_order, i.has_contract, i.has_payment,
        COALESCE(i.first_contact_at, i.last_active_at, now()),
        COALESCE(i.last_active_at, i.first_contact_at, now()), NULL, '{}'
      FROM fresh f, jsonb_to_record($3::text::jsonb) %s
      RETURNING customer_id
      """
          .formatted(FIELDS);

  /** What is known stays; yes wins over no. */
  private static final String COMPLETE =
      """
      UPDATE customers c SET
        (k_code, bucket, phone, phone_fingerprint, phone_verified, name, company_name, email,
          address, region, level, owner, source, summary, notes, tags, customer_number,
          company_name_verified, intent_score, has_quote_request, has_order, has_contract,
          has_payment, marked_as_important, created_at)
        = (n.k_code, n.bucket, n.phone, n.phone_fingerprint, n.phone_verified, n.name,
          n.company_name, n.email, n.address, n.region, n.level, n.owner, n.source, n.summary,
          n.notes, n.tags, n.customer_number, n.company_name_verified, n.intent_score,
          n.has_quote_request, n.has_order, n.has_contract, n.has_payment, n.marked_as_important,
          n.created_at),
        graded_at = NULL, version = c.version + 1
      FROM (
        SELECT o.customer_id, COALESCE(o.k_code, $4) AS k_code,
          CASE WHEN COALESCE(o.k_code, $4) IS NOT NULL THEN 'WHITE'
            WHEN o.bucket = 'GRAY' AND o.message_count = 0 THEN COALESCE(i.bucket, o.bucket)
            ELSE o.bucket END AS bucket,
          COALESCE(o.phone, $5) AS phone,
          COALESCE(o.phone_fingerprint, $6) AS phone_fingerprint,
          o.phone_verified OR (o.phone IS NULL AND $5::text IS NOT NULL AND i.phone_verified)
            AS phone_verified,
          COALESCE(o.name, i.name) AS name,
          COALESCE(o.company_name, i.company_name) AS company_name,
          COALESCE(o.email, i.email) AS email, COALESCE(o.address, i.address) AS address,
          COALESCE(o.region, i.region) AS region, COALESCE(o.level, i.level) AS level,
          COALESCE(o.owner, i.owner) AS owner, COALESCE(o.source, i.source) AS source,
          COALESCE(o.summary, i.summary) AS summary, COALESCE(o.notes, i.notes) AS notes,
          CASE WHEN o.tags = '{}' THEN COALESCE(i.tags, '{}') ELSE o.tags END AS tags,
          COALESCE(o.customer_number, i.customer_number) AS customer_number,
          o.company_name_verified OR (o.company_name IS NULL AND i.company_name IS NOT NULL
            AND i.company_name_verified) AS company_name_verified,
          GREATEST(o.intent_score, i.intent_score) AS intent_score,
          o.has_quote_request OR i.has_quote_request AS has_quote_request,
          o.has_order OR i.has_order AS has_order,
          o.has_contract OR i.has_contract AS has_contract,
          o.has_payment OR i.has_payment AS has_payment,
          o.marked_as_important OR i.marked_as_important AS marked_as_important,
          LEAST(o.created_at, i.first_contact_at) AS created_at
        FROM customers o, jsonb_to_record($3::text::jsonb) %s
        WHERE o.tenant_id = $1 AND o.customer_id = $2) n
      WHERE c.tenant_id = $1 AND c.customer_id = n.customer_id
        AND (c.k_code, c.bucket, c.phone_fingerprint, c.phone_verified, c.name, c.company_name,
          c.email, c.address, c.region, c.level, c.owner, c.source, c.summary, c.notes, c.tags,
          c.customer_number, c.company_name_verified, c.intent_score, c.has_quote_request,
          c.has_order, c.has_contract, c.has_payment, c.marked_as_important, c.created_at)
        IS DISTINCT FROM
          (n.k_code, n.bucket, n.phone_fingerprint, n.phone_verified, n.name, n.company_name,
          n.email, n.address, n.region, n.level, n.owner, n.source, n.summary, n.notes, n.tags,
          n.customer_number, n.company_name_verified, n.intent_score, n.has_quote_request,
          n.has_order, n.has_contract, n.has_payment, n.marked_as_important, n.created_at)
      RETURNING c.customer_id
      """
          .formatted(FIELDS);

  /** A name that one customer alone bears finds the customer where no WeChat id can be read. */
  private static final String ALSO_NAMED =
      """
      INSERT INTO customer_identities (tenant_id, kind, scope, value, customer_id)
      VALUES ($1, 'name', $2, $3, $4) ON CONFLICT DO NOTHING
      """;

  /** Codes that are issued from now on follow those that were taken over. */
  private static final String NUMBER =
      """
      INSERT INTO k_code_numbers AS n (tenant_id, last_number) VALUES ($1, $2)
      ON CONFLICT (tenant_id) DO UPDATE SET last_number = GREATEST(n.last_number, $2)
      """;

  private final TenantScope tenants;
  private final JsonRows json;
  private final Identity ids;
  private final Phones phones;
  private final CustomerChanges changes;

  /** Wires the import. */
  public CustomerImport(
      TenantScope tenants, JsonRows json, Identity ids, Phones phones, CustomerChanges changes) {
    this.tenants = tenants;
    this.json = json;
    this.ids = ids;
    this.phones = phones;
    this.changes = changes;
  }

  /**
   * Takes customers over, one after the other.
   *
   * @param actor who does it; may be null
   * @return what came of each, in their order
   */
  public Uni<List<Result>> store(String tenantId, List<ImportedCustomer> customers, String actor) {
    List<Result> results = new ArrayList<>();
    Uni<Void> done = Uni.createFrom().voidItem();
    for (ImportedCustomer customer : customers) {
      done =
          done.chain(() -> one(tenantId, customer, actor)).invoke(results::add).replaceWithVoid();
    }
    return done.replaceWith(results);
  }

  private Uni<Result> one(String tenantId, ImportedCustomer customer, String actor) {
    Optional<String> fault = customer.fault();
    if (fault.isPresent()) {
      return Uni.createFrom()
          .item(new Result(customer.key(), Status.REFUSED, null, List.of(fault.get())));
    }
    Identification.Identity who = customer.identity().orElseThrow();
    return tenants.inTransaction(
        tenantId,
        connection ->
            found(connection, tenantId, who)
                .chain(known -> store(connection, tenantId, customer, who, known))
                .call(result -> also(connection, tenantId, customer, who, result))
                .call(result -> note(connection, tenantId, result, actor)));
  }

  private static Uni<Optional<UUID>> found(
      SqlConnection connection, String tenantId, Identification.Identity who) {
    return connection
        .preparedQuery(FIND)
        .execute(Tuple.of(tenantId, who.kind().code(), who.scope(), who.value()))
        .map(rows -> first(rows.iterator()));
  }

  private static Optional<UUID> first(RowIterator<Row> rows) {
    return rows.hasNext() ? Optional.of(rows.next().getUUID("customer_id")) : Optional.empty();
  }

  private Uni<Result> store(
      SqlConnection connection,
      String tenantId,
      ImportedCustomer customer,
      Identification.Identity who,
      Optional<UUID> known) {
    UUID id = known.orElseGet(ids::next);
    List<String> notes = new ArrayList<>();
    return code(connection, tenantId, customer, id, notes)
        .chain(
            code -> {
              Optional<Phones.Stored> phone = phone(tenantId, customer, id, notes);
              return known.isPresent()
                  ? complete(connection, tenantId, customer, id, code.orElse(null), phone)
                      .map(
                          changed ->
                              new Result(
                                  customer.key(),
                                  changed ? Status.COMPLETED : Status.UNCHANGED,
                                  id,
                                  notes))
                  : create(connection, tenantId, customer, who, id, code.orElse(null), phone)
                      .map(made -> new Result(customer.key(), Status.CREATED, made, notes));
            });
  }

  private Uni<Optional<String>> code(
      SqlConnection connection,
      String tenantId,
      ImportedCustomer customer,
      UUID id,
      List<String> notes) {
    if (customer.kCode() == null || customer.kCode().isBlank()) {
      return Uni.createFrom().item(Optional.empty());
    }
    String code = customer.kCode().strip();
    return connection
        .preparedQuery(HOLDER)
        .execute(Tuple.of(tenantId, code))
        .map(rows -> first(rows.iterator()).filter(holder -> !holder.equals(id)))
        .call(
            holder ->
                holder.isPresent() || customer.codeNumber() == 0
                    ? Uni.createFrom().voidItem()
                    : connection
                        .preparedQuery(NUMBER)
                        .execute(Tuple.of(tenantId, customer.codeNumber())))
        .map(
            holder -> {
              if (holder.isPresent()) {
                notes.add("k_code: another customer has it");
                return Optional.empty();
              }
              return Optional.of(code);
            });
  }

  private Optional<Phones.Stored> phone(
      String tenantId, ImportedCustomer customer, UUID id, List<String> notes) {
    if (customer.phone() == null || customer.phone().isBlank()) {
      return Optional.empty();
    }
    Optional<String> number = Phones.normalised(customer.phone());
    if (number.isEmpty()) {
      notes.add("phone: no number of 5 to 20 digits");
    }
    return number.map(digits -> phones.seal(tenantId, id, digits));
  }

  private Uni<UUID> create(
      SqlConnection connection,
      String tenantId,
      ImportedCustomer customer,
      Identification.Identity who,
      UUID id,
      String code,
      Optional<Phones.Stored> phone) {
    return connection
        .preparedQuery(CREATE)
        .execute(
            Tuple.tuple()
                .addString(tenantId)
                .addUUID(id)
                .addString(json.text(customer))
                .addString(who.kind().code())
                .addString(who.scope())
                .addString(who.value())
                .addString(code)
                .addString(phone.map(Phones.Stored::sealed).orElse(null))
                .addString(phone.map(Phones.Stored::fingerprint).orElse(null)))
        // Between looking and writing the customer wrote to us: this transaction is tried again.
        .map(rows -> first(rows.iterator()).orElseThrow(CustomerImport::overtaken));
  }

  private static RuntimeException overtaken() {
    return new ProblemException(
        503, "overtaken", "The customer was created meanwhile; send it again.");
  }

  private Uni<Boolean> complete(
      SqlConnection connection,
      String tenantId,
      ImportedCustomer customer,
      UUID id,
      String code,
      Optional<Phones.Stored> phone) {
    return connection
        .preparedQuery(COMPLETE)
        .execute(
            Tuple.tuple()
                .addString(tenantId)
                .addUUID(id)
                .addString(json.text(customer))
                .addString(code)
                .addString(phone.map(Phones.Stored::sealed).orElse(null))
                .addString(phone.map(Phones.Stored::fingerprint).orElse(null)))
        .map(rows -> rows.rowCount() > 0);
  }

  private static Uni<Void> also(
      SqlConnection connection,
      String tenantId,
      ImportedCustomer customer,
      Identification.Identity who,
      Result result) {
    boolean named = customer.displayName() != null && !customer.displayName().isBlank();
    if (who.kind() != Identification.Kind.WECHAT_ID || !customer.soleName() || !named) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(ALSO_NAMED)
        .execute(
            Tuple.of(
                tenantId, customer.agentId(), customer.displayName().strip(), result.customerId()))
        .replaceWithVoid();
  }

  private Uni<Void> note(SqlConnection connection, String tenantId, Result result, String actor) {
    if (result.status() != Status.CREATED && result.status() != Status.COMPLETED) {
      return Uni.createFrom().voidItem();
    }
    return changes.note(
        connection, tenantId, result.customerId(), "import", actor, List.of(), null);
  }
}
