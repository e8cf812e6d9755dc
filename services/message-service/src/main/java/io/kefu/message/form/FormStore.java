package io.kefu.message.form;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.persistence.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keeps the fillings of forms: first the wish, then what came of it. */
@ApplicationScoped
public class FormStore {

  /** A filling that this process may work on until its lease ends. */
  record Claim(String tenantId, UUID formId, UUID conversationId, String label, int attempts) {}

  private static final TypeReference<JsonNode> NODE = new TypeReference<>() {};

  /** The conversation's row is locked, so that two wishes get two versions. */
  private static final String LOCK =
      "SELECT 1 FROM conversations WHERE tenant_id = $1 AND conversation_id = $2 FOR NO KEY UPDATE";

  private static final String ASK =
      """
      INSERT INTO forms (tenant_id, form_id, conversation_id, label, version, status, asked_by,
        auto, due_at, created_at)
      SELECT $1, $2, $3, $4, COALESCE(max(version), 0) + 1, 'PENDING', $5, $6,
        now() + $7 * interval '1 millisecond', now()
      FROM forms WHERE tenant_id = $1 AND conversation_id = $3 AND label = $4
      ON CONFLICT DO NOTHING
      RETURNING form_id
      """;

  /** Uses forms_due. */
  private static final String CLAIM =
      """
      UPDATE forms f SET due_at = now() + $2 * interval '1 millisecond', attempts = attempts + 1
      FROM (
        SELECT tenant_id, form_id FROM forms WHERE due_at <= now()
        ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED) d
      WHERE f.tenant_id = d.tenant_id AND f.form_id = d.form_id
      RETURNING f.tenant_id, f.form_id, f.conversation_id, f.label, f.attempts
      """;

  private static final String DONE =
      """
      UPDATE forms SET status = $3, form = $4::text::jsonb, reason = $5, faults = $6,
        provider = $7, model = $8, filled_at = now(), due_at = NULL
      WHERE tenant_id = $1 AND form_id = $2 AND status = 'PENDING'
      """;

  private static final String LATER =
      """
      UPDATE forms SET due_at = now() + $3 * interval '1 millisecond'
      WHERE tenant_id = $1 AND form_id = $2 AND status = 'PENDING'
      """;

  /** The newest version of each label first; uses the unique index. */
  private static final String OF_CONVERSATION =
      """
      SELECT * FROM forms
      WHERE tenant_id = $1 AND conversation_id = $2 AND ($3::text IS NULL OR label = $3)
      ORDER BY label, version DESC LIMIT 200
      """;

  /** Conversations labelled lately without a form of its own accord; uses customers_labelled. */
  private static final String LABELLED =
      """
      SELECT v.tenant_id, v.conversation_id, k.trigger_label
      FROM customers k
      JOIN conversations v ON v.tenant_id = k.tenant_id AND v.customer_id = k.customer_id
      WHERE k.trigger_label IS NOT NULL AND k.bucket <> 'BLACK'
        AND k.last_active_at > now() - $1 * interval '1 millisecond'
        AND v.last_message_at > now() - $1 * interval '1 millisecond'
        AND NOT EXISTS (
          SELECT 1 FROM forms f
          WHERE f.tenant_id = v.tenant_id AND f.conversation_id = v.conversation_id AND f.auto
            AND f.label = CASE k.trigger_label WHEN '售前' THEN 'pre_sales'
              WHEN '售后' THEN 'after_sales' ELSE 'business_development' END)
      LIMIT $2
      """;

  private final TenantScope tenants;
  private final JsonRows json;
  private final Identity ids;

  /** Uses the service's pool. */
  public FormStore(TenantScope tenants, JsonRows json, Identity ids) {
    this.tenants = tenants;
    this.json = json;
    this.ids = ids;
  }

  /**
   * Wishes for a form, in the caller's transaction; a sweep fills it. For rules and the desk.
   *
   * @param askedBy person or rule
   * @param auto whether nobody asked: then once a conversation and label
   * @param lease how long the caller itself will work on it; zero leaves it to the sweep
   * @return the form's id; empty when it was filled of itself before
   */
  public Uni<Optional<UUID>> ask(
      SqlConnection connection,
      String tenantId,
      UUID conversationId,
      FormLabel label,
      String askedBy,
      boolean auto,
      Duration lease) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(tenantId, conversationId))
        .chain(
            found -> {
              if (found.size() == 0) {
                throw new ProblemException(
                    404, "conversation_unknown", "There is no such conversation.");
              }
              return connection
                  .preparedQuery(ASK)
                  .execute(
                      Tuple.tuple()
                          .addString(tenantId)
                          .addUUID(ids.next())
                          .addUUID(conversationId)
                          .addString(label.code())
                          .addString(askedBy)
                          .addBoolean(auto)
                          .addLong(lease.toMillis()));
            })
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(rows.iterator().next().getUUID(0)));
  }

  Uni<List<Claim>> claim(int most, Duration lease) {
    return tenants.acrossTenants(
        connection ->
            connection
                .preparedQuery(CLAIM)
                .execute(Tuple.of(most, lease.toMillis()))
                .map(
                    rows -> {
                      List<Claim> claims = new ArrayList<>(rows.size());
                      for (Row row : rows) {
                        claims.add(
                            new Claim(
                                row.getString("tenant_id"),
                                row.getUUID("form_id"),
                                row.getUUID("conversation_id"),
                                row.getString("label"),
                                row.getInteger("attempts")));
                      }
                      return claims;
                    }));
  }

  Uni<Void> done(Claim claim, String status, FormClient.Response answer) {
    List<String> faults = answer.faults() == null ? List.of() : answer.faults();
    return tenants.inTransaction(
        claim.tenantId(),
        connection ->
            connection
                .preparedQuery(DONE)
                .execute(
                    Tuple.tuple()
                        .addString(claim.tenantId())
                        .addUUID(claim.formId())
                        .addString(status)
                        .addString(answer.form() == null ? null : json.text(answer.form()))
                        .addString(answer.reason())
                        .addArrayOfString(faults.toArray(String[]::new))
                        .addString(answer.provider())
                        .addString(answer.model()))
                .replaceWithVoid());
  }

  Uni<Void> later(Claim claim, Duration wait) {
    return tenants.inTransaction(
        claim.tenantId(),
        connection ->
            connection
                .preparedQuery(LATER)
                .execute(Tuple.of(claim.tenantId(), claim.formId(), wait.toMillis()))
                .replaceWithVoid());
  }

  /**
   * The fillings of a conversation, the newest of each label first.
   *
   * @param label only this one; null for all
   */
  public Uni<List<FilledForm>> of(String tenantId, UUID conversationId, FormLabel label) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(
                    "SELECT 1 FROM conversations WHERE tenant_id = $1 AND conversation_id = $2")
                .execute(Tuple.of(tenantId, conversationId))
                .chain(
                    found -> {
                      if (found.size() == 0) {
                        throw new ProblemException(
                            404, "conversation_unknown", "There is no such conversation.");
                      }
                      return connection
                          .preparedQuery(OF_CONVERSATION)
                          .execute(
                              Tuple.of(
                                  tenantId, conversationId, label == null ? null : label.code()));
                    })
                .map(this::forms));
  }

  Uni<RowSet<Row>> labelled(Duration within, int most) {
    return tenants.acrossTenants(
        connection ->
            connection.preparedQuery(LABELLED).execute(Tuple.of(within.toMillis(), most)));
  }

  private List<FilledForm> forms(RowSet<Row> rows) {
    List<FilledForm> forms = new ArrayList<>(rows.size());
    for (Row row : rows) {
      OffsetDateTime filled = row.getOffsetDateTime("filled_at");
      Object form = row.getValue("form");
      forms.add(
          new FilledForm(
              row.getUUID("form_id"),
              row.getUUID("conversation_id"),
              row.getString("label"),
              row.getInteger("version"),
              row.getString("status"),
              form == null ? null : json.value(form.toString(), NODE),
              row.getString("reason"),
              List.of(row.getArrayOfStrings("faults")),
              row.getString("provider"),
              row.getString("model"),
              row.getString("asked_by"),
              row.getOffsetDateTime("created_at").toInstant(),
              filled == null ? null : filled.toInstant()));
    }
    return forms;
  }
}
