package io.kefu.stats.daily;

import io.kefu.contracts.stats.StatsGranularity;
import io.kefu.contracts.stats.StatsPoint;
import io.kefu.stats.StatsConfig;
import io.kefu.stats.question.QuestionStore;
import io.kefu.stats.report.ReportQuery;
import io.kefu.stats.report.ReportStore;
import io.kefu.stats.report.UnknownPoolStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;

/** Puts the figures of a day together. */
@ApplicationScoped
public class DailyStore {

  private static final int QUESTIONS = 5;

  private final ReportStore reports;
  private final UnknownPoolStore pools;
  private final QuestionStore questions;
  private final StatsConfig config;

  /** Wires the rooms. */
  public DailyStore(
      ReportStore reports, UnknownPoolStore pools, QuestionStore questions, StatsConfig config) {
    this.reports = reports;
    this.pools = pools;
    this.questions = questions;
    this.config = config;
  }

  /** A day of a tenant. */
  public Uni<DailyFigures> figures(String tenantId, LocalDate day) {
    return Uni.combine()
        .all()
        .unis(
            reports.report(tenantId, hours(day)),
            reports.report(tenantId, hours(day.minusDays(1))),
            pools.pool(tenantId, day, day),
            questions.unanswered(tenantId, day, day, QUESTIONS))
        .with(
            (report, before, pool, asked) ->
                new DailyFigures(
                    day,
                    report.totals(),
                    before.totals(),
                    busiest(report.series()),
                    config.clearPoolBy(),
                    pool.days().getFirst(),
                    asked.clusters()));
  }

  private ReportQuery hours(LocalDate day) {
    ZoneId zone = config.zone();
    Instant from = day.atStartOfDay(zone).toInstant();
    Instant to = day.plusDays(1).atStartOfDay(zone).toInstant();
    return new ReportQuery(from, to, StatsGranularity.HOUR);
  }

  private Integer busiest(List<StatsPoint> hours) {
    return hours.stream()
        .filter(hour -> hour.measures().received() > 0)
        .max(
            Comparator.comparingLong((StatsPoint hour) -> hour.measures().received())
                .thenComparing(Comparator.comparing(StatsPoint::start).reversed()))
        .map(hour -> hour.start().atZone(config.zone()).getHour())
        .orElse(null);
  }
}
