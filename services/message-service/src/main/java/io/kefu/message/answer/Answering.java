package io.kefu.message.answer;

import io.kefu.contracts.answer.AnswerRequest;
import io.kefu.contracts.answer.AnswerResult;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.answer.Turn;
import io.kefu.contracts.knowledge.SearchRequest;
import io.kefu.contracts.knowledge.SearchResult;
import io.kefu.message.answer.Decision.Answer;
import io.kefu.message.answer.Decision.Basis;
import io.kefu.message.answer.Decision.Clarify;
import io.kefu.message.answer.Decision.HandOver;
import io.kefu.message.answer.Decision.Ignore;
import io.kefu.message.handover.HandOverReason;
import io.kefu.message.rules.ConversationRecord;
import io.kefu.message.rules.Origin;
import io.kefu.message.rules.Policies;
import io.kefu.message.rules.RuleAction;
import io.kefu.message.rules.RuleAction.Beside;
import io.kefu.message.rules.RuleAction.Deciding;
import io.kefu.message.rules.RuleEngine;
import io.kefu.message.rules.RuleEngine.Fired;
import io.kefu.message.rules.RuleEngine.Verdict;
import io.kefu.message.rules.TenantPolicy;
import io.kefu.message.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Takes an inquiry through what no rule can change, then through the tenant's rules, and carries
 * out what they decide, asking the neighbours where that is needed. Blocks its caller while they
 * work: call it on a virtual thread.
 */
@ApplicationScoped
public class Answering {

  /**
   * A decision and how long it took.
   *
   * @param decision what was decided
   * @param retrieveMs searching; null when nothing was searched
   * @param generateMs writing; null when nothing was written
   * @param beside what the rules want done with it
   * @param toldOnNight the night whose off-hours text this is; null for anything else
   * @param atNight the night in which it was left for a person; null for anything else
   * @param unheard why a person has to come before others do although nothing is said; null for
   *     anything else
   */
  public record Decided(
      Decision decision,
      Long retrieveMs,
      Long generateMs,
      List<Fired<Beside>> beside,
      LocalDate toldOnNight,
      LocalDate atNight,
      HandOverReason unheard) {

    /** Copies the list. */
    public Decided {
      beside = List.copyOf(beside);
    }

    /** A decision that needed nobody. */
    public Decided(Decision decision, Long retrieveMs, Long generateMs) {
      this(decision, retrieveMs, generateMs, List.of(), null, null, null);
    }

    private static Decided silent(Decision decision, Inquiry inquiry, Settings settings) {
      HandOverReason unheard = Escalation.unheard(decision, inquiry, settings).orElse(null);
      return new Decided(decision, null, null, List.of(), null, null, unheard);
    }
  }

  /** A decision with the time its text took. */
  private record Made(Decision decision, Long generateMs) {
    Made(Decision decision) {
      this(decision, null);
    }
  }

  /** Handovers within this time count together. */
  private static final Duration LATELY = Duration.ofDays(1);

  private final Policies policies;
  private final AnswerConfig config;
  private final Neighbours neighbours;
  private final PatientSearch knowledge;
  private final LookUps lookUps;
  private final ConversationRecord record;
  private final MeterRegistry metrics;

  /** Wires the policies and the neighbours. */
  public Answering(
      Policies policies,
      AnswerConfig config,
      Neighbours neighbours,
      PatientSearch knowledge,
      LookUps lookUps,
      ConversationRecord record,
      MeterRegistry metrics) {
    this.policies = policies;
    this.config = config;
    this.neighbours = neighbours;
    this.knowledge = knowledge;
    this.lookUps = lookUps;
    this.record = record;
    this.metrics = metrics;
  }

  /**
   * Decides about an inquiry. Never fails because a neighbour does.
   *
   * @param history gives the earlier lines, oldest first; asked at most once, when a text is to be
   *     written or a question leans on them
   */
  public Decided decide(
      String tenantId, String messageId, Inquiry inquiry, Supplier<List<Turn>> history) {
    TenantPolicy policy = policies.of(tenantId);
    Settings settings = policy.settings();
    Optional<Decision> silent = Safety.silence(inquiry, settings);
    if (silent.isPresent()) {
      return Decided.silent(silent.get(), inquiry, settings);
    }
    MessageFacts[] own = new MessageFacts[1];
    Earlier earlier = new Earlier(neighbours, metrics, history);
    MessageFacts facts =
        new MessageFacts(
            inquiry,
            settings,
            () -> search(tenantId, messageId, own[0].whole()),
            text -> earlier.complete(tenantId, messageId, text));
    own[0] = facts;
    boolean quiet = settings.quiet(inquiry.at());
    Verdict verdict = RuleEngine.run(policy.rules(), facts, inquiry.at(), quiet);
    verdict.failed().forEach(id -> metrics.counter("rule_failed", "tenant", tenantId).increment());
    Knowledge knowledge = new Knowledge(inquiry, settings, facts);
    Made made;
    LocalDate night = quiet && atNight(verdict) ? settings.night(inquiry.at()) : null;
    LocalDate toldOn = night == null ? null : tellsOf(night, tenantId, inquiry);
    if (night != null) {
      made = new Made(quietly(verdict, knowledge, settings, toldOn));
    } else {
      made =
          verdict
              .decision()
              .map(
                  fired ->
                      carryOut(
                          tenantId, messageId, inquiry, settings, fired, facts, earlier::turns))
              .orElseGet(
                  () ->
                      new Made(
                          knowledge.handOver(HandOverReason.NO_RULE, settings.text("handover"))));
    }
    Decision named =
        verdict.decision().map(fired -> made.decision().by(fired.ruleId())).orElse(made.decision());
    Decision decision = Escalation.of(named, settings, () -> earlierHandovers(tenantId, inquiry));
    Long retrieveMs =
        facts.retrieved() && !facts.retrieval().failed() ? facts.retrieval().ms() : null;
    return new Decided(
        decision, retrieveMs, made.generateMs(), verdict.beside(), toldOn, night, null);
  }

  private long earlierHandovers(String tenantId, Inquiry inquiry) {
    return inquiry.talk() == null
        ? 0
        : record.handoversSince(
            tenantId, inquiry.talk().conversationId(), inquiry.at().minus(LATELY));
  }

  /** The decision when deciding failed again and again. */
  public Decided broken(String tenantId, Inquiry inquiry) {
    Settings settings = policies.of(tenantId).settings();
    Decision decision =
        Safety.silence(inquiry, settings)
            .orElseGet(
                () ->
                    new HandOver(
                        HandOverReason.INTERNAL_ERROR, settings.text("apology"), 0, Basis.NONE));
    return new Decided(decision, null, null);
  }

  /** Whether the night decides: nothing that may be said now was said by a rule. */
  private static boolean atNight(Verdict verdict) {
    return verdict
        .decision()
        .map(fired -> !(fired.action() instanceof RuleAction.Ignore) && !fired.inQuietHours())
        .orElse(true);
  }

  private LocalDate tellsOf(LocalDate night, String tenantId, Inquiry inquiry) {
    boolean told =
        inquiry.talk() == null || record.told(tenantId, inquiry.talk().conversationId(), night);
    return told ? null : night;
  }

  /** At night a question waits for a person; the customer is told so once. */
  private static Decision quietly(
      Verdict verdict, Knowledge knowledge, Settings settings, LocalDate toldOn) {
    HandOverReason reason =
        verdict
            .decision()
            .map(Fired::action)
            .filter(RuleAction.Transfer.class::isInstance)
            .map(action -> ((RuleAction.Transfer) action).reason())
            .orElse(HandOverReason.QUIET_HOURS);
    HandOver handOver = knowledge.handOver(reason, "");
    String notice = toldOn == null ? "" : settings.text("off_hours");
    return new HandOver(reason, notice, handOver.confidence(), handOver.basis());
  }

  private Made carryOut(
      String tenantId,
      String messageId,
      Inquiry inquiry,
      Settings settings,
      Fired<Deciding> fired,
      MessageFacts facts,
      Supplier<List<Turn>> history) {
    Knowledge knowledge = new Knowledge(inquiry, settings, facts);
    Wordings wordings = new Wordings(facts, settings);
    return switch (fired.action()) {
      case RuleAction.Reply reply -> {
        Branch branch = fired.origin() == Origin.SHIPPED ? Branch.CANNED : Branch.RULE;
        yield new Made(new Answer(wordings.fill(reply.text()), 1, branch, Basis.NONE));
      }
      case RuleAction.Answer answer ->
          written(tenantId, messageId, knowledge, answer, settings, history);
      case RuleAction.Clarify clarify ->
          new Made(
              clarify.text() == null
                  ? knowledge.clarify(facts.retrieval())
                  : new Clarify(wordings.fill(clarify.text()), 1, List.of(), Basis.NONE));
      case RuleAction.Transfer transfer ->
          new Made(
              knowledge.handOver(
                  transfer.reason(),
                  transfer.notice() == null
                      ? settings.text("handover")
                      : wordings.fill(transfer.notice())));
      case RuleAction.LookUp lookUp ->
          new Made(
              lookUps.decide(tenantId, messageId, inquiry, lookUp, facts, wordings, knowledge));
      case RuleAction.Ignore ignore -> new Made(new Ignore(ignore.reason()));
    };
  }

  private Made written(
      String tenantId,
      String messageId,
      Knowledge knowledge,
      RuleAction.Answer answer,
      Settings settings,
      Supplier<List<Turn>> history) {
    return switch (knowledge.answer(answer.mode())) {
      case Knowledge.Done done -> new Made(done.decision());
      case Knowledge.Write write -> {
        AnswerRequest request =
            new AnswerRequest(
                messageId,
                write.question(),
                write.evidence(),
                history.get(),
                write.verbatimOnly(),
                settings.limits().maxCharacters());
        try {
          Timed<AnswerResult> result = Timed.of("ai-service", neighbours.write(tenantId, request));
          yield new Made(knowledge.written(result.value()), result.ms());
        } catch (CompletionException e) {
          Timed.unavailable(metrics, "ai-service", messageId, e.getCause());
          yield new Made(write.fallback());
        }
      }
    };
  }

  /** Asks the knowledge base; never fails because it does. Blocks: for virtual threads. */
  public Retrieval search(String tenantId, String messageId, String text) {
    SearchRequest request =
        new SearchRequest(Question.query(text), null, null, config.searchLimit(), false);
    try {
      Timed<SearchResult> found = knowledge.search(tenantId, request);
      return new Retrieval(found.value(), found.ms());
    } catch (CompletionException e) {
      Timed.unavailable(metrics, "rag-service", messageId, e.getCause());
      return Retrieval.FAILED;
    }
  }
}
