package io.kefu.message.context;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.answer.Turn;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/**
 * Summarises long sessions, away from the way of any reply. The protocol: (1) whoever finds a
 * session too long marks it; (2) a sweep leases some; (3) ai-service is asked outside any
 * transaction; (4) the summary is stored with the lines it covers, unless another replica stored
 * one meanwhile. A crash after 2 lets the lease run out; without a model nothing is stored and the
 * history is cut.
 */
@ApplicationScoped
public class Summaries {

  private static final Logger LOG = Logger.getLogger(Summaries.class);

  private record Due(String tenantId, UUID conversationId) {}

  private record Work(ContextStore.Remembered known, SessionContext session, List<Line> lines) {}

  /** Uses contexts_due. */
  private static final String CLAIM =
      """
      UPDATE contexts x SET due_at = now() + $2 * interval '1 millisecond'
      FROM (
        SELECT tenant_id, conversation_id FROM contexts
        WHERE due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED) d
      WHERE x.tenant_id = d.tenant_id AND x.conversation_id = d.conversation_id
      RETURNING x.tenant_id, x.conversation_id
      """;

  private static final String STORE =
      """
      UPDATE contexts SET summary = $3, from_at = $4, until_at = $5, provider = $6, model = $7,
        due_at = NULL, retry_at = NULL
      WHERE tenant_id = $1 AND conversation_id = $2 AND (until_at IS NULL OR until_at < $5)
      """;

  private static final String GIVE_UP =
      """
      UPDATE contexts SET due_at = NULL, retry_at = now() + $3 * interval '1 millisecond'
      WHERE tenant_id = $1 AND conversation_id = $2
      """;

  private final TenantScope tenants;
  private final ContextStore store;
  private final Recall recall;
  private final SummaryClient writer;
  private final ServiceTokens tokens;
  private final ContextConfig config;
  private final Clock clock;

  /** Wires the sweep. */
  public Summaries(
      TenantScope tenants,
      ContextStore store,
      Recall recall,
      @RestClient SummaryClient writer,
      ServiceTokens tokens,
      ContextConfig config,
      Clock clock) {
    this.tenants = tenants;
    this.store = store;
    this.recall = recall;
    this.writer = writer;
    this.tokens = tokens;
    this.config = config;
    this.clock = clock;
  }

  @Scheduled(
      every = "{kefu.message.context.sweep}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    Duration lease = config.summary().deadline().multipliedBy(2);
    return tenants
        .acrossTenants(
            connection ->
                connection
                    .preparedQuery(CLAIM)
                    .execute(Tuple.of(config.summary().parallelism(), lease.toMillis())))
        .chain(
            rows -> {
              List<Uni<Void>> work = new ArrayList<>();
              for (Row row : rows) {
                work.add(
                    summarise(new Due(row.getString("tenant_id"), row.getUUID("conversation_id"))));
              }
              return Multi.createFrom()
                  .iterable(work)
                  .onItem()
                  .transformToUni(one -> one)
                  .merge(Math.max(1, config.summary().parallelism()))
                  .collect()
                  .last();
            })
        .onFailure()
        .invoke(failure -> LOG.warnf("sessions are summarised later: %s", failure))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  private Uni<Void> summarise(Due due) {
    Instant now = clock.instant();
    return store
        .before(due.tenantId(), due.conversationId(), now, config.lines())
        .chain(
            known -> {
              SessionContext session = recall.session(known.lines(), now);
              return ask(due, work(known, session));
            })
        .onFailure()
        .recoverWithUni(
            failure -> {
              LOG.warnf(
                  "conversation %s is not summarised: %s",
                  due.conversationId(), failure.getClass().getSimpleName());
              return giveUp(due);
            });
  }

  private Work work(ContextStore.Remembered known, SessionContext session) {
    Optional<Instant> covered =
        known
            .summary()
            .filter(
                text ->
                    session.topicSince() != null && !text.fromAt().isBefore(session.topicSince()))
            .map(ContextStore.Summary::untilAt);
    List<Line> open =
        session.lines().stream()
            .filter(line -> covered.isEmpty() || line.at().isAfter(covered.get()))
            .toList();
    return new Work(
        covered.isPresent()
            ? known
            : new ContextStore.Remembered(known.lines(), Optional.empty(), known.promptedAt()),
        session,
        open.subList(0, Math.max(0, open.size() - config.summary().keep())));
  }

  private Uni<Void> ask(Due due, Work work) {
    if (work.lines().isEmpty()) {
      return giveUp(due);
    }
    Optional<ContextStore.Summary> before = work.known().summary();
    SummaryClient.Request request =
        new SummaryClient.Request(
            work.lines().stream()
                .map(line -> new Turn(line.speaker(), line.text(), line.at()))
                .toList(),
            before.map(ContextStore.Summary::text).orElse(null),
            config.summary().maxCharacters());
    Duration deadline = config.summary().deadline();
    return writer
        .summarise(tokens.bearer(due.tenantId()), deadline.toMillis(), request)
        .ifNoItem()
        .after(deadline)
        .fail()
        .chain(
            answer -> {
              boolean written =
                  "written".equals(answer.status())
                      && answer.summary() != null
                      && !answer.summary().isBlank();
              return written ? keep(due, work, answer) : giveUp(due);
            });
  }

  private Uni<Void> keep(Due due, Work work, SummaryClient.Response answer) {
    Instant from =
        work.known()
            .summary()
            .map(ContextStore.Summary::fromAt)
            .orElse(work.lines().getFirst().at());
    return tenants.inTransaction(
        due.tenantId(),
        connection ->
            connection
                .preparedQuery(STORE)
                .execute(
                    Tuple.tuple()
                        .addString(due.tenantId())
                        .addUUID(due.conversationId())
                        .addString(answer.summary().replace("\0", "").strip())
                        .addOffsetDateTime(from.atOffset(ZoneOffset.UTC))
                        .addOffsetDateTime(work.lines().getLast().at().atOffset(ZoneOffset.UTC))
                        .addString(answer.provider())
                        .addString(answer.model()))
                .replaceWithVoid());
  }

  private Uni<Void> giveUp(Due due) {
    return tenants.inTransaction(
        due.tenantId(),
        connection ->
            connection
                .preparedQuery(GIVE_UP)
                .execute(
                    Tuple.of(
                        due.tenantId(), due.conversationId(), config.summary().retry().toMillis()))
                .replaceWithVoid());
  }
}
