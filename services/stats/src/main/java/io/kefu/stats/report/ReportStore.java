package io.kefu.stats.report;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.stats.StatsPoint;
import io.kefu.contracts.stats.StatsReport;
import io.kefu.stats.StatsConfig;
import io.kefu.stats.rollup.Measure;
import io.kefu.stats.rollup.Tier;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads reports from the rollups; reads as many rows as there are buckets, never the facts. */
@ApplicationScoped
public class ReportStore {

  private static final String SERIES =
      """
      SELECT bucket, %s, array_send(slots) AS slots FROM rollup
      WHERE tenant_id = $1 AND tier = $2 AND bucket >= $3 AND bucket < $4
        AND dimension = $5 AND value = $6
      """
          .formatted(
              Arrays.stream(Measure.values())
                  .map(Measure::column)
                  .collect(Collectors.joining(", ")));
  private static final String ONLINE =
      """
      SELECT bucket, online FROM agents_online
      WHERE tenant_id = $1 AND tier = $2 AND bucket >= $3 AND bucket < $4
      """;
  private static final String ONLINE_NOW =
      """
      SELECT count(DISTINCT agent_id) AS online FROM agent_session
      WHERE tenant_id = $1 AND until_at > $2
      """;

  private final TenantScope tenants;
  private final StatsConfig config;
  private final Clock clock;

  /** Uses the service's own pool. */
  public ReportStore(TenantScope tenants, StatsConfig config, Clock clock) {
    this.tenants = tenants;
    this.config = config;
    this.clock = clock;
  }

  /** The report of a tenant. */
  public Uni<StatsReport> report(String tenantId, ReportQuery query) {
    return report(tenantId, query, Scope.EVERYTHING);
  }

  /** The report of a part of a tenant; agents online are always all of them. */
  public Uni<StatsReport> report(String tenantId, ReportQuery query, Scope scope) {
    Instant now = clock.instant();
    Tuple range =
        Tuple.of(
            tenantId,
            query.tier().code(),
            query.from().atOffset(ZoneOffset.UTC),
            query.to().atOffset(ZoneOffset.UTC));
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(SERIES)
                .execute(
                    Tuple.of(
                        tenantId,
                        query.tier().code(),
                        query.from().atOffset(ZoneOffset.UTC),
                        query.to().atOffset(ZoneOffset.UTC),
                        scope.dimension().column(),
                        scope.value()))
                .flatMap(
                    series ->
                        connection
                            .preparedQuery(ONLINE)
                            .execute(range)
                            .flatMap(
                                online ->
                                    connection
                                        .preparedQuery(ONLINE_NOW)
                                        .execute(Tuple.of(tenantId, now.atOffset(ZoneOffset.UTC)))
                                        .map(
                                            rows ->
                                                assemble(
                                                    query,
                                                    now,
                                                    rows.iterator().next().getLong("online"),
                                                    series,
                                                    online)))));
  }

  private StatsReport assemble(
      ReportQuery query, Instant now, long onlineNow, RowSet<Row> series, RowSet<Row> online) {
    Tier tier = query.tier();
    Map<Instant, Sums> buckets = new TreeMap<>();
    for (Instant bucket = query.from();
        bucket.isBefore(query.to());
        bucket = tier.next(bucket, config.zone())) {
      buckets.put(bucket, new Sums());
    }
    Sums totals = new Sums();
    for (Row row : series) {
      Sums bucket = buckets.computeIfAbsent(start(row), time -> new Sums());
      for (Measure measure : Measure.values()) {
        long amount = row.getLong(measure.column());
        bucket.add(measure, amount);
        totals.add(measure, amount);
      }
      byte[] slots = row.getBuffer("slots").getBytes();
      bucket.addResponses(ByteBuffer.wrap(slots));
      totals.addResponses(ByteBuffer.wrap(slots));
    }
    for (Row row : online) {
      long agents = row.getInteger("online");
      buckets.computeIfAbsent(start(row), time -> new Sums()).online(agents);
      totals.online(agents);
    }
    List<StatsPoint> points = new ArrayList<>(buckets.size());
    buckets.forEach((time, sums) -> points.add(new StatsPoint(time, sums.measures())));
    return new StatsReport(
        query.from(),
        query.to(),
        query.granularity(),
        config.zone().getId(),
        now,
        onlineNow,
        totals.measures(),
        points);
  }

  private static Instant start(Row row) {
    return row.getOffsetDateTime("bucket").toInstant();
  }
}
