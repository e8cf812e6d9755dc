package io.kefu.message.form;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.answer.Evidence;
import io.kefu.contracts.answer.Speaker;
import io.kefu.contracts.answer.Turn;
import io.kefu.contracts.knowledge.SearchRequest;
import io.kefu.message.answer.AnswerConfig;
import io.kefu.message.answer.Neighbours;
import io.kefu.message.answer.Retrieval;
import io.kefu.message.context.ContextStore;
import io.kefu.message.context.Line;
import io.kefu.message.context.Topic;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/**
 * Has forms filled by ai-service, away from the way of any reply. A wish is stored before anybody
 * is asked; who works on it holds a lease, so that a crash only delays it and two replicas do not
 * both pay for it. What cannot be filled is left to a person, with the reason.
 */
@ApplicationScoped
public class Forms {

  private static final Logger LOG = Logger.getLogger(Forms.class);
  private static final Duration MARGIN = Duration.ofSeconds(15);
  private static final Duration RETRY = Duration.ofSeconds(20);
  private static final int LABELLED_AT_A_TIME = 50;

  private final FormStore store;
  private final FormClient writer;
  private final ContextStore lines;
  private final Neighbours neighbours;
  private final AnswerConfig answers;
  private final TenantScope tenants;
  private final ServiceTokens tokens;
  private final FormConfig config;
  private final Clock clock;

  /** Wires the filling. */
  public Forms(
      FormStore store,
      @RestClient FormClient writer,
      ContextStore lines,
      Neighbours neighbours,
      AnswerConfig answers,
      TenantScope tenants,
      ServiceTokens tokens,
      FormConfig config,
      Clock clock) {
    this.store = store;
    this.writer = writer;
    this.lines = lines;
    this.neighbours = neighbours;
    this.answers = answers;
    this.tenants = tenants;
    this.tokens = tokens;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Fills a form for an operator, and gives it; still PENDING when ai-service takes long, then it
   * is listed when it is there.
   */
  public Uni<FilledForm> fill(
      String tenantId, UUID conversationId, FormLabel label, String askedBy) {
    return tenants
        .inTransaction(
            tenantId,
            connection ->
                store.ask(connection, tenantId, conversationId, label, askedBy, false, lease()))
        .map(Optional::orElseThrow)
        .chain(
            formId -> {
              FormStore.Claim claim =
                  new FormStore.Claim(tenantId, formId, conversationId, label.code(), 1);
              Uni<Void> work = work(claim).memoize().indefinitely();
              // Goes on when the operator's patience is over.
              work.subscribe()
                  .with(done -> {}, failure -> LOG.debugf("form %s comes later", formId));
              return work.ifNoItem()
                  .after(config.patience())
                  .recoverWithItem(() -> null)
                  .chain(() -> store.of(tenantId, conversationId, label))
                  .map(
                      forms ->
                          forms.stream()
                              .filter(form -> form.formId().equals(formId))
                              .findFirst()
                              .orElseThrow());
            });
  }

  @Scheduled(
      every = "{kefu.message.form.sweep}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return labelled()
        .chain(() -> store.claim(config.parallelism(), lease()))
        .chain(
            claims ->
                Multi.createFrom()
                    .iterable(claims)
                    .onItem()
                    .transformToUni(this::work)
                    .merge(Math.max(1, config.parallelism()))
                    .collect()
                    .last())
        .onFailure()
        .invoke(failure -> LOG.warnf("forms are filled later: %s", failure))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  private Duration lease() {
    return config.deadline().plus(MARGIN);
  }

  /** Wishes for the forms that nobody has to ask for. */
  private Uni<Void> labelled() {
    if (!config.auto()) {
      return Uni.createFrom().voidItem();
    }
    return store
        .labelled(config.autoWithin(), LABELLED_AT_A_TIME)
        .chain(
            rows -> {
              List<Uni<Void>> wishes = wishes(rows);
              return Multi.createFrom()
                  .iterable(wishes)
                  .onItem()
                  .transformToUniAndConcatenate(wish -> wish)
                  .collect()
                  .last();
            })
        .replaceWithVoid();
  }

  private List<Uni<Void>> wishes(RowSet<Row> rows) {
    List<Uni<Void>> wishes = new ArrayList<>(rows.size());
    for (Row row : rows) {
      String tenantId = row.getString("tenant_id");
      FormLabel.of(row.getString("trigger_label"))
          .ifPresent(
              label ->
                  wishes.add(
                      tenants
                          .inTransaction(
                              tenantId,
                              connection ->
                                  store.ask(
                                      connection,
                                      tenantId,
                                      row.getUUID("conversation_id"),
                                      label,
                                      "auto",
                                      true,
                                      Duration.ZERO))
                          .replaceWithVoid()));
    }
    return wishes;
  }

  private Uni<Void> work(FormStore.Claim claim) {
    return lines
        .lines(
            claim.tenantId(),
            claim.conversationId(),
            clock.instant(),
            config.window(),
            config.lines())
        .chain(
            said ->
                said.isEmpty()
                    ? store.done(claim, "HANDOFF", toPerson("nothing_said"))
                    : evidence(claim.tenantId(), said)
                        .chain(evidence -> ask(claim, said, evidence)))
        .onFailure()
        .recoverWithUni(failure -> failed(claim, failure));
  }

  private Uni<Void> ask(FormStore.Claim claim, List<Line> said, List<Evidence> evidence) {
    return writer
        .fill(
            claim.label(),
            tokens.bearer(claim.tenantId()),
            config.deadline().toMillis(),
            new FormClient.Request(
                said.stream()
                    .map(line -> new Turn(line.speaker(), line.text(), line.at()))
                    .toList(),
                evidence))
        .ifNoItem()
        .after(config.deadline())
        .fail()
        .chain(
            answer ->
                "filled".equals(answer.status()) && answer.form() != null
                    ? store.done(claim, "FILLED", answer)
                    : store.done(claim, "HANDOFF", answer));
  }

  /** What the reply draft may rest on; none when the knowledge base does not answer. */
  private Uni<List<Evidence>> evidence(String tenantId, List<Line> said) {
    return Multi.createFrom()
        .iterable(said.reversed())
        .filter(line -> line.speaker() == Speaker.THEM && !Topic.isSmallTalk(line.text()))
        .toUni()
        .chain(
            question ->
                question == null
                    ? Uni.createFrom().item(List.<Evidence>of())
                    : neighbours
                        .search(
                            tenantId,
                            new SearchRequest(
                                question.text(), null, null, answers.searchLimit(), false))
                        .map(found -> found.hits().stream().map(Retrieval::evidence).toList()))
        .onFailure()
        .recoverWithItem(List.of());
  }

  private Uni<Void> failed(FormStore.Claim claim, Throwable failure) {
    boolean refused =
        failure instanceof WebApplicationException answer
            && answer.getResponse().getStatus() / 100 == 4
            && answer.getResponse().getStatus() != 429;
    LOG.warnf(
        "form %s was not filled (try %d): %s",
        claim.formId(), claim.attempts(), failure.getClass().getSimpleName());
    return refused || claim.attempts() >= config.attempts()
        ? store.done(claim, "HANDOFF", toPerson(refused ? "refused" : "ai_service_unavailable"))
        : store.later(claim, RETRY.multipliedBy(claim.attempts()));
  }

  private static FormClient.Response toPerson(String reason) {
    return new FormClient.Response("handoff", null, reason, List.of(), null, null);
  }
}
