package io.kefu.stats.report;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.stats.StatsBreakdown;
import io.kefu.contracts.stats.StatsSlice;
import io.kefu.stats.rollup.Dimension;
import io.kefu.stats.rollup.Measure;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads breakdowns from the rollups: first the largest values, then their response times. */
@ApplicationScoped
public class BreakdownStore {

  private static final String LARGEST =
      """
      SELECT value, %s FROM rollup
      WHERE tenant_id = $1 AND tier = $2 AND dimension = $3 AND bucket >= $4 AND bucket < $5
      GROUP BY value
      HAVING sum(received) > 0 OR sum(reply_parts) > 0
      ORDER BY sum(received) DESC, sum(reply_parts) DESC, value LIMIT $6
      """
          .formatted(
              Arrays.stream(Measure.values())
                  .map(measure -> "sum(%1$s)::bigint AS %1$s".formatted(measure.column()))
                  .collect(Collectors.joining(", ")));
  private static final String SLOTS =
      """
      SELECT value, slots FROM rollup
      WHERE tenant_id = $1 AND tier = $2 AND dimension = $3 AND bucket >= $4 AND bucket < $5
        AND value = ANY ($6) AND cardinality(slots) > 0
      """;

  private final TenantScope tenants;

  /** Uses the service's own pool. */
  public BreakdownStore(TenantScope tenants) {
    this.tenants = tenants;
  }

  /** The breakdown of a tenant, at most so many values. */
  public Uni<StatsBreakdown> breakdown(
      String tenantId, ReportQuery query, Dimension dimension, int limit) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(LARGEST)
                .execute(range(tenantId, query, dimension).addInteger(limit + 1))
                .flatMap(
                    rows -> {
                      List<Row> found = new ArrayList<>();
                      rows.forEach(found::add);
                      boolean more = found.size() > limit;
                      Map<String, Sums> sums = new LinkedHashMap<>();
                      found.stream()
                          .limit(limit)
                          .forEach(row -> sums.put(row.getString("value"), amounts(row)));
                      return responses(connection, tenantId, query, dimension, sums)
                          .map(done -> answer(query, dimension, sums, more));
                    }));
  }

  private static Uni<Void> responses(
      SqlConnection connection,
      String tenantId,
      ReportQuery query,
      Dimension dimension,
      Map<String, Sums> sums) {
    return connection
        .preparedQuery(SLOTS)
        .execute(
            range(tenantId, query, dimension)
                .addArrayOfString(sums.keySet().toArray(String[]::new)))
        .invoke(
            rows ->
                rows.forEach(
                    row ->
                        sums.get(row.getString("value"))
                            .addResponses(row.getArrayOfIntegers("slots"))))
        .replaceWithVoid();
  }

  private static StatsBreakdown answer(
      ReportQuery query, Dimension dimension, Map<String, Sums> sums, boolean more) {
    return new StatsBreakdown(
        query.from(),
        query.to(),
        dimension.column(),
        sums.entrySet().stream()
            .map(entry -> new StatsSlice(entry.getKey(), entry.getValue().measures()))
            .toList(),
        more);
  }

  private static Sums amounts(Row row) {
    Sums sums = new Sums();
    for (Measure measure : Measure.values()) {
      sums.add(measure, row.getLong(measure.column()));
    }
    return sums;
  }

  private static Tuple range(String tenantId, ReportQuery query, Dimension dimension) {
    return Tuple.tuple()
        .addString(tenantId)
        .addString(query.tier().code())
        .addString(dimension.column())
        .addOffsetDateTime(query.from().atOffset(ZoneOffset.UTC))
        .addOffsetDateTime(query.to().atOffset(ZoneOffset.UTC));
  }
}
