package io.kefu.stats.report;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.stats.StatsConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the unknown pool from the rollups: days before the range, hours within. */
@ApplicationScoped
public class UnknownPoolStore {

  private static final String STOCK =
      """
      SELECT coalesce(sum(pool_entered - pool_left), 0)::bigint AS stock FROM rollup
      WHERE tenant_id = $1 AND tier = 'd' AND dimension = 'all' AND bucket < $2
      """;
  private static final String MOVED =
      """
      SELECT (bucket AT TIME ZONE $4)::date AS day,
        extract(hour FROM bucket AT TIME ZONE $4) < $5 AS in_time,
        sum(pool_entered)::bigint AS entered, sum(pool_left)::bigint AS cleared
      FROM rollup
      WHERE tenant_id = $1 AND tier = 'h' AND dimension = 'all' AND bucket >= $2 AND bucket < $3
      GROUP BY 1, 2
      """;

  private record Moves(long entered, long cleared) {

    static final Moves NONE = new Moves(0, 0);
  }

  private record When(LocalDate day, boolean inTime) {}

  private final TenantScope tenants;
  private final StatsConfig config;

  /** Uses the service's own pool. */
  public UnknownPoolStore(TenantScope tenants, StatsConfig config) {
    this.tenants = tenants;
    this.config = config;
  }

  /**
   * The pool of a tenant.
   *
   * @param from first day
   * @param to last day, included
   */
  public Uni<UnknownPool> pool(String tenantId, LocalDate from, LocalDate to) {
    ZoneId zone = config.zone();
    var start = from.atStartOfDay(zone).toOffsetDateTime();
    var end = to.plusDays(1).atStartOfDay(zone).toOffsetDateTime();
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(STOCK)
                .execute(Tuple.of(tenantId, start))
                .map(rows -> rows.iterator().next().getLong("stock"))
                .flatMap(
                    stock ->
                        connection
                            .preparedQuery(MOVED)
                            .execute(
                                Tuple.of(tenantId, start, end, zone.getId(), config.clearPoolBy()))
                            .map(rows -> days(from, to, stock, rows))));
  }

  private UnknownPool days(LocalDate from, LocalDate to, long stock, RowSet<Row> rows) {
    Map<When, Moves> moves = new HashMap<>();
    for (Row row : rows) {
      moves.put(
          new When(row.getLocalDate("day"), row.getBoolean("in_time")),
          new Moves(row.getLong("entered"), row.getLong("cleared")));
    }
    List<UnknownPool.Day> days = new ArrayList<>();
    long waiting = stock;
    for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
      Moves inTime = moves.getOrDefault(new When(day, true), Moves.NONE);
      Moves later = moves.getOrDefault(new When(day, false), Moves.NONE);
      days.add(UnknownPool.Day.of(day, waiting, inTime.entered(), inTime.cleared()));
      waiting += inTime.entered() - inTime.cleared() + later.entered() - later.cleared();
    }
    return new UnknownPool(config.zone().getId(), config.clearPoolBy(), days);
  }
}
