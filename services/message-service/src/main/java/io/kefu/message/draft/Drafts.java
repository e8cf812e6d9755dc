package io.kefu.message.draft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.answer.Turn;
import io.kefu.contracts.conversation.EvidenceView;
import io.kefu.message.answer.Materials;
import io.kefu.message.context.ContextStore;
import io.kefu.message.context.Recall;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/**
 * Has a draft written for an operator: (1) the question, given or the customer's last words; (2)
 * what it may rest on, by the policy that binds the bot; (3) ai-service writes, and what it says is
 * told as it comes. Always ends with one {@code done} or {@code error}; a caller who cancels ends
 * the writing. Nothing is sent to the customer and nothing is stored.
 */
@ApplicationScoped
public class Drafts {

  private static final Logger LOG = Logger.getLogger(Drafts.class);

  /** Event {@code asked}: what is answered, and what the answer may rest on. */
  @RegisterForReflection
  public record Asked(String question, List<EvidenceView> evidence) {}

  private static final String EXISTS =
      "SELECT 1 FROM conversations WHERE tenant_id = $1 AND conversation_id = $2";

  private final DraftClient writer;
  private final Materials materials;
  private final ContextStore lines;
  private final Recall recall;
  private final TenantScope tenants;
  private final ServiceTokens tokens;
  private final DraftConfig config;
  private final ObjectMapper json;
  private final Identity ids;
  private final MeterRegistry metrics;
  private final Clock clock;

  /** Wires the writing. */
  public Drafts(
      @RestClient DraftClient writer,
      Materials materials,
      ContextStore lines,
      Recall recall,
      TenantScope tenants,
      ServiceTokens tokens,
      DraftConfig config,
      ObjectMapper json,
      Identity ids,
      MeterRegistry metrics,
      Clock clock) {
    this.writer = writer;
    this.materials = materials;
    this.lines = lines;
    this.recall = recall;
    this.tenants = tenants;
    this.tokens = tokens;
    this.config = config;
    this.json = json;
    this.ids = ids;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Gathers, which blocks (for virtual threads), and gives the stream of what is written then.
   *
   * @param question what to answer; null for the customer's last words
   * @param wanted how long the caller waits; null when it does not say
   * @throws ProblemException when there is nothing to write about or nothing can be gathered
   */
  public Multi<DraftEvent> write(
      String tenantId, UUID conversationId, String question, Duration wanted) {
    Duration limit =
        wanted == null || wanted.compareTo(config.deadline()) > 0 ? config.deadline() : wanted;
    Instant end = clock.instant().plus(limit);
    Materials.Material material = material(tenantId, conversationId, question);
    return Multi.createBy()
        .concatenating()
        .streams(
            Multi.createFrom()
                .item(event("asked", new Asked(material.request().question(), material.seen()))),
            alive(written(tenantId, material, end)));
  }

  private Materials.Material material(String tenantId, UUID conversationId, String question) {
    boolean known =
        tenants
            .inTransaction(
                tenantId,
                connection ->
                    connection.preparedQuery(EXISTS).execute(Tuple.of(tenantId, conversationId)))
            .map(rows -> rows.size() > 0)
            .subscribeAsCompletionStage()
            .join();
    if (!known) {
      throw new ProblemException(404, "conversation_unknown", "There is no such conversation.");
    }
    LastWords asked =
        question != null
            ? new LastWords(question, clock.instant())
            : lines
                .lines(tenantId, conversationId, clock.instant(), config.window(), config.lines())
                .map(LastWords::of)
                .subscribeAsCompletionStage()
                .join()
                .orElseThrow(
                    () ->
                        new ProblemException(
                            409,
                            "nothing_to_answer",
                            "The customer wrote nothing to answer; send a question."));
    List<Turn> before = recall.before(tenantId, conversationId, asked.text(), asked.since());
    return materials.of(tenantId, ids.next().toString(), asked.text(), before);
  }

  private Multi<DraftEvent> written(String tenantId, Materials.Material material, Instant end) {
    Duration left = Duration.between(clock.instant(), end);
    if (left.isNegative() || left.isZero()) {
      return Multi.createFrom().item(late());
    }
    AtomicBoolean ended = new AtomicBoolean();
    return writer
        .draft(tokens.bearer(tenantId), left.toMillis(), material.request())
        .map(event -> new DraftEvent(event.name(), event.data()))
        .select()
        .first(left.plus(config.heartbeat()))
        .onFailure()
        .recoverWithItem(this::failed)
        .onCompletion()
        .continueWith(
            () ->
                ended.get()
                    ? List.of()
                    : List.of(clock.instant().isBefore(end) ? broken() : late()))
        .invoke(
            event -> {
              if (event.isLast() && ended.compareAndSet(false, true)) {
                metrics.counter("operator_draft", "end", event.name()).increment();
              }
            });
  }

  private DraftEvent failed(Throwable failure) {
    LOG.warnf("ai-service does not write a draft: %s", failure.getClass().getSimpleName());
    return error(
        new ProblemException(
            503, "ai_service_unavailable", "The writing service does not answer; try again."));
  }

  private DraftEvent broken() {
    return error(new ProblemException(502, "draft_interrupted", "The draft broke off; try again."));
  }

  private DraftEvent late() {
    return error(new ProblemException(504, "draft_timeout", "The draft took too long; try again."));
  }

  private DraftEvent error(ProblemException problem) {
    return event("error", problem.toProblem());
  }

  /** The same with a sign of life while nothing comes; ends with the last event. */
  private Multi<DraftEvent> alive(Multi<DraftEvent> events) {
    DraftEvent end = new DraftEvent("", "");
    return Multi.createBy()
        .merging()
        .streams(
            events.onCompletion().continueWith(end),
            Multi.createFrom()
                .ticks()
                .every(config.heartbeat())
                .onOverflow()
                .drop()
                .map(tick -> DraftEvent.WAITING))
        .select()
        .first(event -> event != end);
  }

  private DraftEvent event(String name, Object data) {
    try {
      return new DraftEvent(name, json.writeValueAsString(data));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event cannot be written", e);
    }
  }
}
