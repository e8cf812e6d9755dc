package io.kefu.stats.question;

import io.kefu.chassis.tenancy.TenantScope;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;

/** Reads what was asked in vain. */
@ApplicationScoped
public class QuestionStore {

  /** Rarer wordings than these do not make a top question. */
  private static final int MOST_WORDINGS = 2_000;

  private static final int VARIANTS = 5;

  /** Days, whole weeks, days: as few rows as can be. */
  private static final String ASKED =
      """
      SELECT question, sum(asked)::bigint AS times, sum(sum(asked)) OVER ()::bigint AS altogether
      FROM (
        SELECT question, asked FROM unanswered WHERE tenant_id = $1 AND day >= $2 AND day < $3
        UNION ALL
        SELECT question, asked FROM unanswered_week
        WHERE tenant_id = $1 AND week >= $3 AND week < $4
        UNION ALL
        SELECT question, asked FROM unanswered WHERE tenant_id = $1 AND day >= $4 AND day < $5
      ) AS asked
      GROUP BY question HAVING sum(asked) > 0
      ORDER BY times DESC, question LIMIT $6
      """;

  private final TenantScope tenants;

  /** Uses the service's own pool. */
  public QuestionStore(TenantScope tenants) {
    this.tenants = tenants;
  }

  /**
   * The questions of a tenant.
   *
   * @param from first day
   * @param to last day, included
   * @param limit most clusters
   */
  public Uni<UnansweredQuestions> unanswered(
      String tenantId, LocalDate from, LocalDate to, int limit) {
    LocalDate end = to.plusDays(1);
    LocalDate firstWeek = from.with(TemporalAdjusters.nextOrSame(DayOfWeek.MONDAY));
    LocalDate lastWeek = end.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    boolean weeks = firstWeek.isBefore(lastWeek);
    Tuple asked =
        Tuple.of(
            tenantId, from, weeks ? firstWeek : end, weeks ? lastWeek : end, end, MOST_WORDINGS);
    return tenants
        .inTransaction(tenantId, connection -> connection.preparedQuery(ASKED).execute(asked))
        // Some ten milliseconds of work: not on the event loop.
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(
            rows -> {
              List<Clusters.Asked> wordings = new ArrayList<>(rows.size());
              long altogether = 0;
              for (var row : rows) {
                wordings.add(new Clusters.Asked(row.getString("question"), row.getLong("times")));
                altogether = row.getLong("altogether");
              }
              List<UnansweredQuestions.Cluster> clusters = Clusters.of(wordings, VARIANTS);
              return new UnansweredQuestions(
                  from,
                  to,
                  altogether,
                  clusters.stream().limit(limit).toList(),
                  clusters.size() > limit);
            });
  }
}
