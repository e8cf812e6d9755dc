package io.kefu.stats.question;

import io.kefu.chassis.tenancy.TenantScope;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Reads what was asked in vain. */
@ApplicationScoped
public class QuestionStore {

  /** Rarer wordings than these do not make a top question. */
  private static final int MOST_WORDINGS = 2_000;

  private static final int VARIANTS = 5;

  private static final String ASKED =
      """
      SELECT question, sum(asked)::bigint AS times, sum(sum(asked)) OVER ()::bigint AS altogether
      FROM unanswered
      WHERE tenant_id = $1 AND day BETWEEN $2 AND $3
      GROUP BY question HAVING sum(asked) > 0
      ORDER BY times DESC, question LIMIT $4
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
    return tenants
        .inTransaction(
            tenantId,
            connection ->
                connection
                    .preparedQuery(ASKED)
                    .execute(Tuple.of(tenantId, from, to, MOST_WORDINGS)))
        // Some ten milliseconds of work: not on the event loop.
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(
            rows -> {
              List<Clusters.Asked> asked = new ArrayList<>(rows.size());
              long altogether = 0;
              for (var row : rows) {
                asked.add(new Clusters.Asked(row.getString("question"), row.getLong("times")));
                altogether = row.getLong("altogether");
              }
              List<UnansweredQuestions.Cluster> clusters = Clusters.of(asked, VARIANTS);
              return new UnansweredQuestions(
                  from,
                  to,
                  altogether,
                  clusters.stream().limit(limit).toList(),
                  clusters.size() > limit);
            });
  }
}
