package io.kefu.stats.intake;

import io.kefu.stats.rollup.Cell;
import io.kefu.stats.rollup.Measure;
import io.kefu.stats.rollup.Tally;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Adds changes to the rollups; the database adds those of a day to its week. */
final class RollupTable {

  private static final String ADD =
      """
      INSERT INTO rollup AS r (tenant_id, tier, dimension, value, bucket, %s, slots)
      SELECT tenant_id, tier, dimension, value, bucket, %s, slots
      FROM jsonb_to_recordset($1) AS x(
        tenant_id text, tier text, dimension text, value text, bucket timestamptz, %s,
        slots integer[])
      ORDER BY tenant_id, tier, dimension, value, bucket
      ON CONFLICT (tenant_id, tier, dimension, bucket, value) DO UPDATE SET %s,
        slots = add_slots(r.slots, EXCLUDED.slots)
      """
          .formatted(
              measures(column -> column),
              // Most cells change in few measures: the others are not sent.
              measures(column -> "coalesce(" + column + ", 0)"),
              measures(column -> column + " bigint"),
              measures(column -> column + " = r." + column + " + EXCLUDED." + column));

  private RollupTable() {}

  static Uni<Void> add(SqlConnection connection, SortedMap<Cell, Tally> changes) {
    if (changes.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<JsonObject> rows = new ArrayList<>(changes.size());
    changes.forEach((cell, tally) -> rows.add(row(cell, tally)));
    return connection.preparedQuery(ADD).execute(Tuple.of(new JsonArray(rows))).replaceWithVoid();
  }

  private static JsonObject row(Cell cell, Tally tally) {
    JsonObject row =
        new JsonObject()
            .put("tenant_id", cell.tenantId())
            .put("tier", cell.tier().code())
            .put("dimension", cell.dimension().column())
            .put("value", cell.value())
            .put("bucket", cell.bucket().toString());
    for (Measure measure : Measure.values()) {
      if (tally.amount(measure) != 0) {
        row.put(measure.column(), tally.amount(measure));
      }
    }
    JsonArray slots = new JsonArray();
    tally.slots().forEach((slot, count) -> slots.add(slot).add(count));
    return row.put("slots", slots);
  }

  private static String measures(Function<String, String> text) {
    return Arrays.stream(Measure.values())
        .map(Measure::column)
        .map(text)
        .collect(Collectors.joining(", "));
  }
}
