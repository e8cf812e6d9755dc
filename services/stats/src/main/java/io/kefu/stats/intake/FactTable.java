package io.kefu.stats.intake;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table of facts, and how partial facts get into it.
 *
 * <p>The protocol, in one transaction: (1) insert the partial facts as they are and learn which
 * keys were new; a concurrent insert of the same key is waited for. (2) Lock and read the rows that
 * were there before, in key order, so that two replicas cannot deadlock. (3) Merge, and update the
 * rows that learned something.
 *
 * @param <K> key
 * @param <F> fact
 */
final class FactTable<K extends Comparable<K>, F> {

  /** A fact before (null when it was unknown) and after a merge. */
  record Change<F>(F before, F after) {}

  /** Name and PostgreSQL type of a column. */
  record Column(String name, String type) {}

  private final BiFunction<K, F, JsonObject> encode;
  private final Function<Row, K> key;
  private final Function<Row, F> fact;
  private final BinaryOperator<F> merge;
  private final String insert;
  private final String lock;
  private final String update;

  FactTable(
      String name,
      List<Column> keys,
      List<Column> values,
      BiFunction<K, F, JsonObject> encode,
      Function<Row, K> key,
      Function<Row, F> fact,
      BinaryOperator<F> merge) {
    this.encode = encode;
    this.key = key;
    this.fact = fact;
    this.merge = merge;
    String keyNames = names(keys, "");
    String all = keyNames + ", " + names(values, "");
    String record =
        Stream.concat(keys.stream(), values.stream())
            .map(column -> column.name() + " " + column.type())
            .collect(Collectors.joining(", ", "jsonb_to_recordset($1) AS x(", ")"));
    String match =
        keys.stream()
            .map(column -> "f." + column.name() + " = x." + column.name())
            // Always true; it tells the planner that the rows are few (docs/adr/0007).
            .collect(Collectors.joining(" AND ", "", " AND NOT (x IS DISTINCT FROM x)"));
    insert =
        "INSERT INTO %s (%s) SELECT %s FROM %s ORDER BY %s ON CONFLICT DO NOTHING RETURNING %s"
            .formatted(name, all, all, record, keyNames, keyNames);
    lock =
        "SELECT f.* FROM %s AS f JOIN %s ON %s ORDER BY %s FOR UPDATE OF f"
            .formatted(name, record, match, names(keys, "f."));
    update =
        "UPDATE %s AS f SET %s FROM %s WHERE %s"
            .formatted(
                name,
                values.stream()
                    .map(column -> column.name() + " = x." + column.name())
                    .collect(Collectors.joining(", ")),
                record,
                match);
  }

  /** Merges partial facts into the table; answers the keys whose fact changed. */
  Uni<Map<K, Change<F>>> merge(SqlConnection connection, SortedMap<K, F> partial) {
    if (partial.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return connection
        .preparedQuery(insert)
        .execute(Tuple.of(rows(partial)))
        .flatMap(
            inserted -> {
              Map<K, Change<F>> changes = new TreeMap<>();
              Set<K> fresh = new HashSet<>();
              inserted.forEach(row -> fresh.add(key.apply(row)));
              SortedMap<K, F> known = new TreeMap<>(partial);
              fresh.forEach(id -> changes.put(id, new Change<>(null, known.remove(id))));
              if (known.isEmpty()) {
                return Uni.createFrom().item(changes);
              }
              return connection
                  .preparedQuery(lock)
                  .execute(Tuple.of(rows(known)))
                  .flatMap(stored -> update(connection, known, stored, changes));
            });
  }

  private Uni<Map<K, Change<F>>> update(
      SqlConnection connection,
      SortedMap<K, F> partial,
      RowSet<Row> stored,
      Map<K, Change<F>> changes) {
    SortedMap<K, F> learned = new TreeMap<>();
    for (Row row : stored) {
      K id = key.apply(row);
      F before = fact.apply(row);
      F after = merge.apply(before, partial.get(id));
      if (!after.equals(before)) {
        learned.put(id, after);
        changes.put(id, new Change<>(before, after));
      }
    }
    if (learned.isEmpty()) {
      return Uni.createFrom().item(changes);
    }
    return connection.preparedQuery(update).execute(Tuple.of(rows(learned))).replaceWith(changes);
  }

  private JsonArray rows(SortedMap<K, F> facts) {
    List<JsonObject> rows = new ArrayList<>(facts.size());
    facts.forEach((id, value) -> rows.add(encode.apply(id, value)));
    return new JsonArray(rows);
  }

  private static String names(List<Column> columns, String prefix) {
    return columns.stream().map(column -> prefix + column.name()).collect(Collectors.joining(", "));
  }
}
