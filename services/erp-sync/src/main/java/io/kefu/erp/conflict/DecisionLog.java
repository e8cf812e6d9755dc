package io.kefu.erp.conflict;

import io.kefu.chassis.identity.Identity;
import io.kefu.erp.conflict.ThreeWay.Decision;
import io.kefu.erp.conflict.ThreeWay.Winner;
import io.kefu.erp.privacy.SensitiveFields;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/** The history of decisions, and the queue of those that only a person can make. */
@ApplicationScoped
public class DecisionLog {

  private static final String CLOSE =
      """
      DELETE FROM field_conflict
      WHERE tenant_id = $1 AND customer_id = $2 AND NOT (field = ANY ($3))
      """;
  private static final String OPEN =
      """
      INSERT INTO field_conflict AS c (tenant_id, customer_id, field, ours, theirs, reason, opened_at,
        values_print, sealed_with)
      SELECT $1, $2, x.field, x.ours, x.theirs, x.reason, $4, x.values_print, $5
      FROM jsonb_to_recordset($3) AS x(field text, ours jsonb, theirs jsonb, reason text,
        values_print text)
      ORDER BY x.field
      ON CONFLICT (tenant_id, customer_id, field) DO UPDATE
        SET ours = EXCLUDED.ours, theirs = EXCLUDED.theirs, opened_at = EXCLUDED.opened_at,
          values_print = EXCLUDED.values_print, sealed_with = EXCLUDED.sealed_with
        WHERE c.values_print IS DISTINCT FROM EXCLUDED.values_print
      RETURNING field
      """;
  private static final String RECORD =
      """
      INSERT INTO field_decision (tenant_id, decision_id, customer_id, field, old_value, new_value,
        ours, theirs, winner, reason, decided_by, decided_at, sealed_with)
      SELECT $1, x.id, $2, x.field, x.base, x.value, x.ours, x.theirs, x.winner, x.reason,
        coalesce(p.decided_by, 'erp-sync'), $4, $5
      FROM jsonb_to_recordset($3) AS x(id uuid, field text, base jsonb, value jsonb, ours jsonb,
        theirs jsonb, winner text, reason text)
      LEFT JOIN person_decision AS p
        ON p.tenant_id = $1 AND p.customer_id = $2 AND p.field = x.field
          AND x.reason = 'decided_by_person'
      """;
  private static final String CARRIED_OUT =
      """
      DELETE FROM person_decision
      WHERE tenant_id = $1 AND customer_id = $2 AND field = ANY ($3)
      """;

  private final Identity ids;
  private final SensitiveFields sensitive;

  /** Needs ids for its rows, and seals what is sensitive in them. */
  public DecisionLog(Identity ids, SensitiveFields sensitive) {
    this.ids = ids;
    this.sensitive = sensitive;
  }

  /**
   * Records what a sync decided, in its transaction. A conflict that is open already, with the same
   * values, is not told again.
   *
   * @param carriedOut fields whose decision by a person this sync has carried out
   */
  public Uni<Void> record(
      SqlConnection connection,
      String tenantId,
      String customerId,
      List<Decision> decisions,
      Set<String> carriedOut,
      Instant now) {
    List<Decision> forPersons =
        decisions.stream().filter(decision -> decision.winner() == Winner.PERSON).toList();
    String[] open = forPersons.stream().map(Decision::field).toArray(String[]::new);
    return connection
        .preparedQuery(CLOSE)
        .execute(Tuple.of(tenantId, customerId, open))
        .chain(
            () ->
                connection
                    .preparedQuery(OPEN)
                    .execute(
                        Tuple.of(
                            tenantId,
                            customerId,
                            rows(tenantId, customerId, forPersons),
                            now.atOffset(ZoneOffset.UTC),
                            sensitive.keyId())))
        .flatMap(
            opened -> {
              Set<String> fresh = new java.util.HashSet<>();
              opened.forEach(row -> fresh.add(row.getString("field")));
              List<Decision> told =
                  decisions.stream()
                      .filter(
                          decision ->
                              decision.winner() != Winner.PERSON
                                  || fresh.contains(decision.field()))
                      .toList();
              return connection
                  .preparedQuery(RECORD)
                  .execute(
                      Tuple.of(
                          tenantId,
                          customerId,
                          rows(tenantId, customerId, told),
                          now.atOffset(ZoneOffset.UTC),
                          sensitive.keyId()));
            })
        .chain(
            () ->
                connection
                    .preparedQuery(CARRIED_OUT)
                    .execute(Tuple.of(tenantId, customerId, carriedOut.toArray(String[]::new))))
        .replaceWithVoid();
  }

  private JsonArray rows(String tenantId, String customerId, List<Decision> decisions) {
    JsonArray rows = new JsonArray();
    for (Decision decision : decisions) {
      String value =
          switch (decision.winner()) {
            case OURS -> decision.ours();
            case THEIRS -> decision.theirs();
            case PERSON -> decision.base();
          };
      rows.add(
          new JsonObject()
              .put("id", ids.next().toString())
              .put("field", decision.field())
              .put("base", sealed(tenantId, customerId, decision, decision.base()))
              .put("value", sealed(tenantId, customerId, decision, value))
              .put("ours", sealed(tenantId, customerId, decision, decision.ours()))
              .put("theirs", sealed(tenantId, customerId, decision, decision.theirs()))
              .put(
                  "values_print",
                  sensitive.valuesPrint(
                      tenantId, String.valueOf(decision.ours()), String.valueOf(decision.theirs())))
              .put("winner", decision.winner().name())
              .put("reason", decision.reason()));
    }
    return rows;
  }

  private Object sealed(String tenantId, String customerId, Decision decision, String value) {
    return sensitive.seal(tenantId, customerId, decision.field(), value);
  }
}
