package io.kefu.ai.chat;

import io.kefu.ai.budget.Budgets;
import io.kefu.ai.budget.UsageLedger;
import io.kefu.ai.chat.Written.Author;
import io.kefu.ai.guard.Guards;
import io.kefu.ai.guard.Injection;
import io.kefu.ai.guard.PersonalData;
import io.kefu.ai.guard.Verdict;
import io.kefu.ai.prompt.AnswerPrompt;
import io.kefu.ai.prompt.Material;
import io.kefu.ai.prompt.PromptConfig;
import io.kefu.ai.provider.Extractive;
import io.kefu.ai.provider.FailureKind;
import io.kefu.ai.provider.ModelCall;
import io.kefu.ai.provider.ProviderChain;
import io.kefu.ai.provider.ProviderChain.Attempt;
import io.kefu.ai.provider.ProviderChain.Outcome;
import io.kefu.ai.provider.ProviderConfig.Tier;
import io.kefu.ai.provider.ProviderFailure;
import io.kefu.ai.provider.Providers;
import io.kefu.ai.route.Complexity;
import io.kefu.ai.route.Course;
import io.kefu.ai.route.HandOverReason;
import io.kefu.ai.route.RouteConfig;
import io.kefu.ai.tenant.TenantSettingsStore;
import io.kefu.contracts.answer.AnswerRequest;
import io.kefu.contracts.answer.Evidence;
import io.kefu.contracts.answer.Speaker;
import io.kefu.contracts.answer.Turn;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/**
 * Writes an answer from evidence: primary → backups → the knowledge entry itself → a fixed apology.
 * Never fails because a provider, the budget or the database does. Blocks its caller, at most as
 * long as it is told.
 */
@ApplicationScoped
public class Writer {

  private final Providers providers;
  private final ProviderChain chain;
  private final Guards guards;
  private final AnswerPrompt prompt;
  private final PromptConfig prompts;
  private final RouteConfig routes;
  private final ChatConfig config;
  private final Budgets budgets;
  private final UsageLedger ledger;

  /** Wires the rooms. */
  public Writer(
      Providers providers,
      Guards guards,
      PromptConfig prompts,
      RouteConfig routes,
      ChatConfig config,
      Budgets budgets,
      UsageLedger ledger,
      TenantSettingsStore tenants) {
    this.providers = providers;
    this.chain = providers.chain();
    this.guards = guards;
    this.prompt = new AnswerPrompt(prompts, tenants::style);
    this.prompts = prompts;
    this.routes = routes;
    this.config = config;
    this.budgets = budgets;
    this.ledger = ledger;
  }

  /** Writes. */
  Written write(String tenantId, AnswerRequest request, Course.Write course, Duration limit) {
    return write(tenantId, request, course, limit, null);
  }

  /**
   * The same, telling the text as it grows, sentence by sentence and past the guards.
   *
   * @param growing is told the provider and each piece; null when nobody wants to know
   */
  Written write(
      String tenantId,
      AnswerRequest request,
      Course.Write course,
      Duration limit,
      Growing growing) {
    long begun = System.nanoTime();
    Complexity complexity =
        Complexity.of(request.question(), course.evidence(), routes.thresholds().certain());
    if (chain.isEmpty(tenantId) || complexity == Complexity.NONE) {
      return entry(tenantId, course, null, List.of());
    }
    if (Injection.in(request.question())) {
      return entry(tenantId, course, "prompt_injection", List.of());
    }
    Budgets.State budget = budgets.state(tenantId);
    if (!budget.allows()) {
      return entry(tenantId, course, "budget_" + budget.code(), List.of());
    }
    Duration left = limit.minusNanos(System.nanoTime() - begun);
    return asked(tenantId, request, course, tier(complexity), left, growing);
  }

  private static Tier tier(Complexity complexity) {
    return complexity == Complexity.STRONG ? Tier.STRONG : Tier.CHEAP;
  }

  private Written asked(
      String tenantId,
      AnswerRequest request,
      Course.Write course,
      Tier tier,
      Duration limit,
      Growing growing) {
    PersonalData masked = new PersonalData();
    course.evidence().forEach(entry -> masked.reserve(Material.text(List.of(entry))));
    int most = Math.min(request.maxCharacters(), prompts.maxCharacters());
    AnswerPrompt.Filled filled =
        prompt.fill(
            tenantId,
            request.question(),
            course.evidence(),
            harmless(request.history()),
            most,
            masked::mask);
    ModelCall call = ModelCall.text(filled.system(), filled.user());
    ProviderChain.Acceptance<Verdict> acceptance =
        completion -> accepted(guards.after(completion.text(), filled.given(), masked, most));
    Outcome<Verdict> outcome =
        growing == null
            ? chain.write(tenantId, call, tier, limit, acceptance)
            : chain.run(
                tenantId,
                tier,
                limit,
                acceptance,
                (provider, time) -> {
                  growing.begun(provider.name(), provider.model());
                  return provider.stream(
                      tenantId,
                      call,
                      time,
                      new GuardedGrowth(
                          text -> guards.after(text, filled.given(), masked, most), growing::grew));
                });
    ledger.note(tenantId, outcome.attempts());
    return switch (outcome) {
      case Outcome.Written<Verdict> written -> written(tenantId, written);
      case Outcome.Exhausted<Verdict> exhausted ->
          entry(
              tenantId, course, HandOverReason.PROVIDERS_UNAVAILABLE.code(), exhausted.attempts());
    };
  }

  /** Orders that a customer gave earlier are no history for a model. */
  private static List<Turn> harmless(List<Turn> history) {
    return history.stream()
        .filter(turn -> turn.speaker() == Speaker.ME || !Injection.in(turn.content()))
        .toList();
  }

  private static Verdict accepted(Verdict verdict) throws ProviderFailure {
    if (verdict instanceof Verdict.Refused refused) {
      throw new ProviderFailure(FailureKind.REJECTED, refused.objection().code());
    }
    return verdict;
  }

  private Written written(String tenantId, Outcome.Written<Verdict> written) {
    Author author =
        author(tenantId, written.provider(), written.completion().model(), written.attempts());
    return switch (written.value()) {
      case Verdict.Passed passed ->
          new Written.Answer(passed.text(), passed.evidence(), author, null);
      case Verdict.NoAnswer none ->
          new Written.HandOver(HandOverReason.MODEL_FOUND_NO_ANSWER, "", author);
      case Verdict.Refused refused -> throw new IllegalStateException("refused texts end earlier");
    };
  }

  /** The knowledge entry word for word, or the apology. */
  private Written entry(
      String tenantId, Course.Write course, String reason, List<Attempt> attempts) {
    Author author = author(tenantId, Extractive.NAME, null, attempts);
    Evidence best = course.best();
    if (config.templateApprovedOnly() && !best.approved()) {
      return new Written.HandOver(HandOverReason.PROVIDERS_UNAVAILABLE, config.apology(), author);
    }
    return new Written.Answer(Extractive.text(best), List.of(best), author, reason);
  }

  private Author author(String tenantId, String provider, String model, List<Attempt> attempts) {
    if (attempts.isEmpty()) {
      return new Author(provider, model, null, null, null);
    }
    return new Author(
        provider,
        model,
        attempts.stream().mapToLong(Attempt::tokensIn).sum(),
        attempts.stream().mapToLong(Attempt::tokensOut).sum(),
        attempts.stream().mapToLong(attempt -> providers.costMicros(tenantId, attempt)).sum());
  }

  /** Watches a text grow. */
  interface Growing {
    /** A provider begins; what an earlier one wrote is void. */
    void begun(String provider, String model);

    /** A piece more. */
    void grew(String piece);
  }
}
