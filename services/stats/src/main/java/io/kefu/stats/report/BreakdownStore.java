package io.kefu.stats.report;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.stats.StatsBreakdown;
import io.kefu.contracts.stats.StatsSlice;
import io.kefu.stats.StatsConfig;
import io.kefu.stats.report.Segments.Segment;
import io.kefu.stats.rollup.Dimension;
import io.kefu.stats.rollup.Measure;
import io.kefu.stats.rollup.Tier;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads breakdowns from the rollups: first the largest values, then their response times. */
@ApplicationScoped
public class BreakdownStore {

  /** Name of the breakdown by the hour of the day. */
  public static final String HOUR = "hour";

  private static final String SUMS =
      Arrays.stream(Measure.values())
          .map(measure -> "sum(%1$s)::bigint AS %1$s".formatted(measure.column()))
          .collect(Collectors.joining(", "));
  private static final String LARGEST =
      """
      SELECT value, %s FROM (%s) AS r
      GROUP BY value
      HAVING sum(received) > 0 OR sum(reply_parts) > 0 OR sum(episodes) > 0
        OR sum(sla_breaches) > 0
      ORDER BY sum(received) DESC, sum(reply_parts) DESC, sum(episodes) DESC, value LIMIT $3
      """;
  private static final String SLOTS =
      """
      SELECT value, array_send(slots) AS slots FROM (%s) AS r
      WHERE value = ANY ($3) AND cardinality(slots) > 0
      """;

  /** A range of one tier's buckets; the tier as a literal, so that one partition is planned for. */
  private static final String SEGMENT =
      """
      SELECT * FROM rollup WHERE tenant_id = $1 AND dimension = $2 AND tier = '%s'
        AND bucket >= $%d AND bucket < $%d
      """;

  /** The same hour of every day put together. */
  private static final String HOURS =
      """
      SELECT to_char(bucket AT TIME ZONE '%s', 'HH24') AS value, %s, slots FROM rollup
      WHERE tenant_id = $1 AND dimension = $2 AND tier = 'h' AND bucket >= $4 AND bucket < $5
      """;

  private static final int HOURS_A_DAY = 24;
  private static final int PARAMETERS_BEFORE_SEGMENTS = 3;

  private final TenantScope tenants;
  private final StatsConfig config;

  /** Uses the service's own pool. */
  public BreakdownStore(TenantScope tenants, StatsConfig config) {
    this.tenants = tenants;
    this.config = config;
  }

  /** The breakdown of a tenant, at most so many values. */
  public Uni<StatsBreakdown> breakdown(
      String tenantId, ReportQuery query, Dimension dimension, int limit) {
    List<Segment> segments = Segments.cover(query.from(), query.to(), config.zone());
    return breakdown(
        tenantId, query, dimension, dimension.column(), limit, segments, rows(segments));
  }

  /**
   * The hours of the day, 00 to 23 in the reporting zone, in order; those without anything missing.
   */
  public Uni<StatsBreakdown> hours(String tenantId, ReportQuery query) {
    List<Segment> segments =
        List.of(
            new Segment(
                Tier.HOUR,
                Tier.HOUR.floor(query.from(), config.zone()),
                Tier.HOUR.ceiling(query.to(), config.zone())));
    String columns =
        Arrays.stream(Measure.values()).map(Measure::column).collect(Collectors.joining(", "));
    return breakdown(
            tenantId,
            query,
            Dimension.ALL,
            HOUR,
            HOURS_A_DAY,
            segments,
            HOURS.formatted(config.zone().getId(), columns))
        .map(
            found ->
                new StatsBreakdown(
                    found.from(),
                    found.to(),
                    found.dimension(),
                    found.slices().stream()
                        .sorted(Comparator.comparing(StatsSlice::value))
                        .toList(),
                    false));
  }

  private Uni<StatsBreakdown> breakdown(
      String tenantId,
      ReportQuery query,
      Dimension dimension,
      String name,
      int limit,
      List<Segment> segments,
      String rows) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(LARGEST.formatted(SUMS, rows))
                .execute(parameters(tenantId, dimension, limit + 1, segments))
                .flatMap(
                    found -> {
                      Map<String, Sums> sums = new LinkedHashMap<>();
                      found.forEach(row -> sums.put(row.getString("value"), amounts(row)));
                      boolean more = sums.size() > limit;
                      if (more) {
                        sums.remove(new ArrayList<>(sums.keySet()).getLast());
                      }
                      String[] values = sums.keySet().toArray(String[]::new);
                      return connection
                          .preparedQuery(SLOTS.formatted(rows))
                          .execute(parameters(tenantId, dimension, values, segments))
                          .invoke(responses -> responses.forEach(row -> addResponses(sums, row)))
                          .map(done -> answer(query, name, sums, more));
                    }));
  }

  private static void addResponses(Map<String, Sums> sums, Row row) {
    sums.get(row.getString("value"))
        .addResponses(ByteBuffer.wrap(row.getBuffer("slots").getBytes()));
  }

  private static String rows(List<Segment> segments) {
    List<String> selects = new ArrayList<>();
    int parameter = PARAMETERS_BEFORE_SEGMENTS + 1;
    for (Segment segment : segments) {
      selects.add(SEGMENT.formatted(segment.tier().code(), parameter, parameter + 1));
      parameter += 2;
    }
    return String.join(" UNION ALL ", selects);
  }

  private static Tuple parameters(
      String tenantId, Dimension dimension, Object third, List<Segment> segments) {
    Tuple parameters =
        Tuple.tuple().addString(tenantId).addString(dimension.column()).addValue(third);
    for (Segment segment : segments) {
      parameters.addOffsetDateTime(segment.from().atOffset(ZoneOffset.UTC));
      parameters.addOffsetDateTime(segment.to().atOffset(ZoneOffset.UTC));
    }
    return parameters;
  }

  private static StatsBreakdown answer(
      ReportQuery query, String dimension, Map<String, Sums> sums, boolean more) {
    return new StatsBreakdown(
        query.from(),
        query.to(),
        dimension,
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
}
