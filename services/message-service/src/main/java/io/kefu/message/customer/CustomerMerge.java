package io.kefu.message.customer;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.persistence.ExpectedVersion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/**
 * Merges a duplicate into a customer: conversations, messages, identities, to-dos, tags and what
 * the ERP knows move; the duplicate stays as a signpost. All in one transaction.
 */
@ApplicationScoped
public class CustomerMerge {

  /** The statements of a merge, in order; $2 is kept, $3 goes into it. */
  private static final List<String> MERGE =
      List.of(
          // Where both have a conversation in one chat, the kept one takes the other's lines over.
          """
          WITH pairs AS (
            SELECT g.conversation_id AS gone, k.conversation_id AS kept
            FROM conversations g JOIN conversations k ON k.tenant_id = g.tenant_id
              AND k.agent_id = g.agent_id AND k.chat_id = g.chat_id AND k.customer_id = $2
            WHERE g.tenant_id = $1 AND g.customer_id = $3),
          m AS (UPDATE messages t SET conversation_id = p.kept FROM pairs p
            WHERE t.tenant_id = $1 AND t.conversation_id = p.gone),
          r AS (UPDATE replies t SET conversation_id = p.kept FROM pairs p
            WHERE t.tenant_id = $1 AND t.conversation_id = p.gone),
          d AS (UPDATE decisions t SET conversation_id = p.kept FROM pairs p
            WHERE t.tenant_id = $1 AND t.conversation_id = p.gone),
          s AS (UPDATE transitions t SET conversation_id = p.kept FROM pairs p
            WHERE t.tenant_id = $1 AND t.conversation_id = p.gone),
          o AS (UPDATE outcomes t SET conversation_id = p.kept FROM pairs p
            WHERE t.tenant_id = $1 AND t.conversation_id = p.gone),
          f AS (UPDATE forms t SET conversation_id = p.kept, version = t.version + 1000, auto = false
            FROM pairs p WHERE t.tenant_id = $1 AND t.conversation_id = p.gone),
          l AS (UPDATE learning_candidates t SET conversation_id = p.kept FROM pairs p
            WHERE t.tenant_id = $1 AND t.conversation_id = p.gone),
          q AS (UPDATE todos t SET conversation_id = p.kept FROM pairs p
            WHERE t.tenant_id = $1 AND t.conversation_id = p.gone)
          DELETE FROM conversations v USING pairs p
          WHERE v.tenant_id = $1 AND v.conversation_id = p.gone
          """,
          "UPDATE conversations SET customer_id = $2 WHERE tenant_id = $1 AND customer_id = $3",
          "UPDATE messages SET customer_id = $2 WHERE tenant_id = $1 AND customer_id = $3",
          "UPDATE decisions SET customer_id = $2 WHERE tenant_id = $1 AND customer_id = $3",
          "UPDATE todos SET customer_id = $2 WHERE tenant_id = $1 AND customer_id = $3",
          "UPDATE erp_links SET customer_id = $2 WHERE tenant_id = $1 AND customer_id = $3",
          "UPDATE customer_identities SET customer_id = $2 WHERE tenant_id = $1 AND customer_id ="
              + " $3",
          """
          UPDATE customers k SET wechat_id = COALESCE(k.wechat_id, g.wechat_id),
            intent_score = GREATEST(k.intent_score, g.intent_score),
            message_count = k.message_count + g.message_count,
            last_active_at = GREATEST(k.last_active_at, g.last_active_at),
            created_at = LEAST(k.created_at, g.created_at),
            tags = ARRAY(SELECT DISTINCT unnest(k.tags || g.tags)),
            name = COALESCE(k.name, g.name), company_name = COALESCE(k.company_name, g.company_name),
            email = COALESCE(k.email, g.email), address = COALESCE(k.address, g.address),
            region = COALESCE(k.region, g.region), owner = COALESCE(k.owner, g.owner),
            source = COALESCE(k.source, g.source), summary = COALESCE(k.summary, g.summary),
            notes = NULLIF(concat_ws(E'\\n', k.notes, g.notes), ''),
            erp_value = COALESCE(k.erp_value, g.erp_value),
            customer_number = COALESCE(k.customer_number, g.customer_number),
            has_quote_request = k.has_quote_request OR g.has_quote_request,
            has_order = k.has_order OR g.has_order, has_contract = k.has_contract OR g.has_contract,
            has_payment = k.has_payment OR g.has_payment,
            marked_as_important = k.marked_as_important OR g.marked_as_important,
            bucket = CASE WHEN k.k_code IS NOT NULL THEN 'WHITE'
              WHEN 'GRAY' IN (k.bucket, g.bucket) THEN 'GRAY' ELSE k.bucket END,
            graded_at = NULL,
            version = k.version + 1
          FROM customers g
          WHERE k.tenant_id = $1 AND k.customer_id = $2 AND g.tenant_id = $1 AND g.customer_id = $3
          """,
          "UPDATE customers SET merged_into = $2, marked_as_invalid = true, phone = NULL,"
              + " phone_fingerprint = NULL, version = version + 1 WHERE tenant_id = $1 AND"
              + " customer_id = $3");

  private static final String LOCK =
      """
      SELECT * FROM customers
      WHERE tenant_id = $1 AND customer_id = ANY($2) ORDER BY customer_id FOR NO KEY UPDATE
      """;

  private static final String READ =
      "SELECT * FROM customers WHERE tenant_id = $1 AND customer_id = $2";

  /** The conversations and chats are locked first: the order every transaction keeps. */
  private static final String LOCK_CONVERSATIONS =
      """
      SELECT conversation_id FROM conversations
      WHERE tenant_id = $1 AND customer_id = ANY($2) ORDER BY conversation_id FOR UPDATE
      """;

  /** A sealed number is bound to its row: it is opened here and sealed again for the other. */
  private static final String PHONE =
      """
      UPDATE customers SET phone = $3, phone_fingerprint = $4, phone_verified = $5
      WHERE tenant_id = $1 AND customer_id = $2
      """;

  private final TenantScope tenants;
  private final Phones phones;
  private final CustomerChanges changes;
  private final CustomerSync sync;

  /** Wires the merging. */
  public CustomerMerge(
      TenantScope tenants, Phones phones, CustomerChanges changes, CustomerSync sync) {
    this.tenants = tenants;
    this.phones = phones;
    this.changes = changes;
    this.sync = sync;
  }

  /** Merges a duplicate into a customer and gives that one. Both must be of the tenant. */
  public Uni<Row> merge(
      String tenantId, UUID kept, UUID gone, ExpectedVersion version, String actor) {
    if (kept.equals(gone)) {
      throw CustomerFile.invalid("duplicate_id", "must be another customer");
    }
    Tuple both = Tuple.of(tenantId, new UUID[] {kept, gone});
    Tuple values = Tuple.of(tenantId, kept, gone);
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(LOCK_CONVERSATIONS)
                .execute(both)
                .chain(threads -> connection.preparedQuery(LOCK).execute(both))
                .chain(
                    locked -> {
                      check(locked, kept, gone, version);
                      Uni<Void> steps = Uni.createFrom().voidItem();
                      for (String step : MERGE) {
                        steps =
                            steps.chain(
                                () ->
                                    connection
                                        .preparedQuery(step)
                                        .execute(values)
                                        .replaceWithVoid());
                      }
                      return steps.chain(() -> takePhone(connection, tenantId, kept, gone, locked));
                    })
                .chain(
                    () -> changes.note(connection, tenantId, kept, "merge", actor, List.of(), gone))
                .chain(() -> sync.mark(connection, tenantId, List.of(kept, gone), SyncCause.MERGED))
                .chain(() -> connection.preparedQuery(READ).execute(Tuple.of(tenantId, kept)))
                .map(CustomerFile::one));
  }

  /** The kept one takes the number over when it has none. */
  private Uni<Void> takePhone(
      SqlConnection connection, String tenantId, UUID kept, UUID gone, RowSet<Row> locked) {
    String sealed = null;
    boolean verified = false;
    for (Row row : locked) {
      if (row.getUUID("customer_id").equals(kept) && row.getString("phone") != null) {
        return Uni.createFrom().voidItem();
      }
      if (row.getUUID("customer_id").equals(gone)) {
        sealed = row.getString("phone");
        verified = row.getBoolean("phone_verified");
      }
    }
    if (sealed == null) {
      return Uni.createFrom().voidItem();
    }
    Phones.Stored stored = phones.seal(tenantId, kept, phones.open(tenantId, gone, sealed));
    return connection
        .preparedQuery(PHONE)
        .execute(Tuple.of(tenantId, kept, stored.sealed(), stored.fingerprint(), verified))
        .replaceWithVoid();
  }

  private static void check(RowSet<Row> locked, UUID kept, UUID gone, ExpectedVersion version) {
    if (locked.size() != 2) {
      throw new ProblemException(
          404, "customer_unknown", "Both must be customers of this tenant; one of them is not.");
    }
    for (Row row : locked) {
      if (row.getUUID("merged_into") != null) {
        throw new ProblemException(
            409, "already_merged", "One of them is merged already; use the customer it went into.");
      }
      if (row.getUUID("customer_id").equals(gone) && row.getString("k_code") != null) {
        throw new ProblemException(
            409,
            "duplicate_on_file",
            "The duplicate has a K-code, which would be lost; merge the other one into it.");
      }
      if (row.getUUID("customer_id").equals(kept)) {
        version.check(row.getLong("version"));
      }
    }
  }
}
