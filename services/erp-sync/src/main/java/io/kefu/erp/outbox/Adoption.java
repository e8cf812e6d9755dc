package io.kefu.erp.outbox;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Somebody whom only the ERP knew, told to others as {@code erp-ID}, has become a customer of ours:
 * the link with the ERP goes over to the customer that our side speaks of, and the stand-in goes.
 * Without it the push would make a second customer in the ERP.
 */
final class Adoption {

  /** By the stand-in's own id, by customer_stand_in_by_wechat, or by customer_stand_in_by_phone. */
  private static final String FIND =
      """
      SELECT c.tenant_id, c.customer_id, s.customer_id AS stand_in, s.erp_id,
        CASE WHEN s.customer_id = x.told_as THEN 'NUMBER'
          WHEN s.wechat_print = c.wechat_print THEN 'WECHAT' ELSE 'PHONE' END AS linked_by
      FROM jsonb_to_recordset($1) AS x(tenant_id text, customer_id text, told_as text)
      JOIN customer AS c ON c.tenant_id = x.tenant_id AND c.customer_id = x.customer_id
      JOIN customer AS s ON s.tenant_id = c.tenant_id AND s.version = -1 AND s.erp_id IS NOT NULL
        AND s.customer_id = 'erp-' || s.erp_id AND s.customer_id <> c.customer_id
        AND (s.customer_id = x.told_as OR s.wechat_print = c.wechat_print
          OR s.phone_print = c.phone_print)
      WHERE c.erp_id IS NULL
      ORDER BY c.tenant_id, c.customer_id, s.customer_id
      FOR UPDATE OF s SKIP LOCKED
      """;

  private static final String REMOVE =
      "DELETE FROM customer WHERE tenant_id = $1 AND customer_id = $2";
  private static final String FORGET_CONFLICTS =
      "DELETE FROM field_conflict WHERE tenant_id = $1 AND customer_id = $2";
  private static final String LINK =
      """
      UPDATE customer SET erp_id = $3, linked_by = $4 WHERE tenant_id = $1 AND customer_id = $2
      """;
  private static final List<String> BEST_FIRST = List.of("NUMBER", "WECHAT", "PHONE");

  private record Found(
      String tenantId, String customerId, String standIn, String erpId, String linkedBy) {}

  private Adoption() {}

  /**
   * Links those of the customers that have a stand-in.
   *
   * @param customers tenant_id, customer_id and, if it was said, told_as
   */
  static Uni<Void> adopt(SqlConnection tx, JsonArray customers) {
    return tx.preparedQuery(FIND)
        .execute(Tuple.of(customers))
        .flatMap(
            rows -> {
              Uni<Void> all = Uni.createFrom().voidItem();
              for (Found found : best(rows)) {
                all = all.chain(() -> link(tx, found));
              }
              return all;
            });
  }

  private static List<Found> best(RowSet<Row> rows) {
    Map<List<String>, List<Found>> ofCustomer = new LinkedHashMap<>();
    for (Row row : rows) {
      Found found =
          new Found(
              row.getString("tenant_id"),
              row.getString("customer_id"),
              row.getString("stand_in"),
              row.getString("erp_id"),
              row.getString("linked_by"));
      ofCustomer
          .computeIfAbsent(List.of(found.tenantId(), found.customerId()), key -> new ArrayList<>())
          .add(found);
    }
    List<Found> best = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    for (List<Found> choice : ofCustomer.values()) {
      for (String way : BEST_FIRST) {
        List<Found> ofWay = choice.stream().filter(found -> found.linkedBy().equals(way)).toList();
        if (ofWay.isEmpty()) {
          continue;
        }
        Found first = ofWay.getFirst();
        // Several with one phone: branches, perhaps. A person has to say which.
        boolean clear = ofWay.size() == 1 || !way.equals("PHONE");
        String key = first.tenantId() + '/' + first.standIn();
        if (clear && !taken.contains(key)) {
          taken.add(key);
          best.add(first);
        }
        break;
      }
    }
    return best;
  }

  private static Uni<Void> link(SqlConnection tx, Found found) {
    Tuple standIn = Tuple.of(found.tenantId(), found.standIn());
    return tx.preparedQuery(REMOVE)
        .execute(standIn)
        .chain(() -> tx.preparedQuery(FORGET_CONFLICTS).execute(standIn))
        .chain(
            () ->
                tx.preparedQuery(LINK)
                    .execute(
                        Tuple.of(
                            found.tenantId(), found.customerId(), found.erpId(), found.linkedBy())))
        .replaceWithVoid();
  }
}
