package io.kefu.message.learning;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.chassis.tenancy.TenantScope;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/**
 * Puts approved pairs into the knowledge base: one document a candidate, named by it. rag-service
 * takes the same document twice as one, so a crash between its answer and ours neither doubles nor
 * loses a pair. While it is away the pair waits; what it refuses goes back to the reviewer.
 */
@ApplicationScoped
public class Publishing {

  private static final Logger LOG = Logger.getLogger(Publishing.class);
  private static final Duration MARGIN = Duration.ofSeconds(15);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(2);
  private static final int MAX_SHIFT = 10;

  private record Work(
      String tenantId,
      UUID candidateId,
      String question,
      String answer,
      String knowledgeBase,
      String documentId,
      int attempts) {}

  /** Uses learning_candidates_due. */
  private static final String CLAIM =
      """
      UPDATE learning_candidates c SET due_at = now() + $2 * interval '1 millisecond',
        attempts = attempts + 1
      FROM (
        SELECT tenant_id, candidate_id FROM learning_candidates
        WHERE due_at <= now() AND state = 'PUBLISHING'
        ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED) d
      WHERE c.tenant_id = d.tenant_id AND c.candidate_id = d.candidate_id
      RETURNING c.*
      """;

  private static final String DONE =
      """
      UPDATE learning_candidates SET state = 'APPROVED', due_at = NULL, last_error = NULL
      WHERE tenant_id = $1 AND candidate_id = $2 AND state = 'PUBLISHING'
      """;

  private static final String LATER =
      """
      UPDATE learning_candidates SET due_at = now() + $3 * interval '1 millisecond', last_error = $4
      WHERE tenant_id = $1 AND candidate_id = $2 AND state = 'PUBLISHING'
      """;

  private static final String BACK =
      """
      UPDATE learning_candidates SET state = 'PENDING', due_at = NULL, last_error = $3,
        decided_by = NULL, decided_at = NULL
      WHERE tenant_id = $1 AND candidate_id = $2 AND state = 'PUBLISHING'
      """;

  private final TenantScope tenants;
  private final DocumentClient documents;
  private final ServiceTokens tokens;
  private final LearningConfig config;

  /** Wires the publishing. */
  public Publishing(
      TenantScope tenants,
      @RestClient DocumentClient documents,
      ServiceTokens tokens,
      LearningConfig config) {
    this.tenants = tenants;
    this.documents = documents;
    this.tokens = tokens;
    this.config = config;
  }

  @Scheduled(
      every = "{kefu.message.learning.publish}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return tenants
        .acrossTenants(
            connection ->
                connection
                    .preparedQuery(CLAIM)
                    .execute(
                        Tuple.of(config.parallelism(), config.deadline().plus(MARGIN).toMillis())))
        .chain(
            rows -> {
              List<Work> claimed = new ArrayList<>();
              rows.forEach(row -> claimed.add(work(row)));
              return Multi.createFrom()
                  .iterable(claimed)
                  .onItem()
                  .transformToUni(this::publish)
                  .merge(Math.max(1, config.parallelism()))
                  .collect()
                  .last();
            })
        .onFailure()
        .invoke(failure -> LOG.warnf("approved pairs are published later: %s", failure))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  private Uni<Void> publish(Work work) {
    return documents
        .put(
            work.knowledgeBase(),
            work.documentId(),
            tokens.bearer(work.tenantId()),
            config.deadline().toMillis(),
            new DocumentClient.Upload(
                name(work), "csv", QaTable.of(work.question(), work.answer())))
        .ifNoItem()
        .after(config.deadline())
        .fail()
        .chain(view -> end(work, DONE))
        .onFailure()
        .recoverWithUni(failure -> failed(work, failure));
  }

  private Uni<Void> failed(Work work, Throwable failure) {
    int status =
        failure instanceof WebApplicationException answer ? answer.getResponse().getStatus() : 0;
    String error = status == 0 ? failure.getClass().getSimpleName() : "status " + status;
    LOG.warnf(
        "candidate %s was not published (try %d): %s", work.candidateId(), work.attempts(), error);
    boolean refused = status / 100 == 4 && status != 401 && status != 429;
    if (refused) {
      return tenants.inTransaction(
          work.tenantId(),
          connection ->
              connection
                  .preparedQuery(BACK)
                  .execute(Tuple.of(work.tenantId(), work.candidateId(), error))
                  .replaceWithVoid());
    }
    long wait =
        Math.min(
            config.longestRetry().toMillis(),
            FIRST_RETRY.toMillis() << Math.min(MAX_SHIFT, work.attempts() - 1));
    return tenants.inTransaction(
        work.tenantId(),
        connection ->
            connection
                .preparedQuery(LATER)
                .execute(Tuple.of(work.tenantId(), work.candidateId(), wait, error))
                .replaceWithVoid());
  }

  private Uni<Void> end(Work work, String sql) {
    return tenants.inTransaction(
        work.tenantId(),
        connection ->
            connection
                .preparedQuery(sql)
                .execute(Tuple.of(work.tenantId(), work.candidateId()))
                .replaceWithVoid());
  }

  private static String name(Work work) {
    int end =
        work.question()
            .offsetByCodePoints(
                0, Math.min(60, work.question().codePointCount(0, work.question().length())));
    return "会话沉淀：" + work.question().substring(0, end).replaceAll("\\s+", " ");
  }

  private static Work work(Row row) {
    return new Work(
        row.getString("tenant_id"),
        row.getUUID("candidate_id"),
        row.getString("question"),
        row.getString("answer"),
        row.getString("knowledge_base"),
        row.getString("document_id"),
        row.getInteger("attempts"));
  }
}
