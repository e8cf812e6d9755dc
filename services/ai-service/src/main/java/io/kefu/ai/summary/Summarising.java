package io.kefu.ai.summary;

import io.kefu.ai.budget.Budgets;
import io.kefu.ai.budget.UsageLedger;
import io.kefu.ai.guard.Figures;
import io.kefu.ai.guard.Guards;
import io.kefu.ai.guard.Injection;
import io.kefu.ai.guard.PersonalData;
import io.kefu.ai.guard.RawText;
import io.kefu.ai.prompt.Conversation;
import io.kefu.ai.prompt.PromptConfig;
import io.kefu.ai.prompt.Template;
import io.kefu.ai.provider.Completion;
import io.kefu.ai.provider.FailureKind;
import io.kefu.ai.provider.ModelCall;
import io.kefu.ai.provider.ProviderChain;
import io.kefu.ai.provider.ProviderChain.Outcome;
import io.kefu.ai.provider.ProviderConfig.Tier;
import io.kefu.ai.provider.ProviderFailure;
import io.kefu.ai.provider.Providers;
import io.kefu.contracts.answer.Turn;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Summarises by a cheap model, guarded like any text of a model: no thinking, no figure and no name
 * that was not said, personal data masked on the way out. Without a model, a budget or a faithful
 * text there is none, and the caller goes on without. Blocks its caller.
 */
@ApplicationScoped
public class Summarising {

  /** A summary, or why there is none. */
  public sealed interface Result {
    /** Written and let through by the guards. */
    record Written(String summary, String provider, String model) implements Result {}

    /**
     * None.
     *
     * @param reason stable code
     */
    record None(String reason) implements Result {}
  }

  private static final String NOTHING = "（无）";

  private final ProviderChain chain;
  private final Guards guards;
  private final Budgets budgets;
  private final UsageLedger ledger;
  private final Template template;

  /** Loads the configured version of the prompt. */
  public Summarising(
      Providers providers,
      Guards guards,
      Budgets budgets,
      UsageLedger ledger,
      PromptConfig config) {
    this.chain = providers.chain();
    this.guards = guards;
    this.budgets = budgets;
    this.ledger = ledger;
    this.template = Template.load("summary", config.summaryVersion());
  }

  /**
   * Summarises.
   *
   * @param history lines, oldest first
   * @param previous summary of what was said before them; null without one
   * @param maxCharacters longest summary
   */
  public Result summarise(
      String tenantId, List<Turn> history, String previous, int maxCharacters, Duration limit) {
    if (chain.isEmpty(tenantId)) {
      return new Result.None("no_provider");
    }
    Budgets.State budget = budgets.state(tenantId);
    if (!budget.allows()) {
      return new Result.None("budget_" + budget.code());
    }
    String said = Conversation.lines(history, history.size());
    String before = previous == null || previous.isBlank() ? NOTHING : previous.strip();
    if (Injection.in(said)) {
      // A summary outlives the message that smuggled an instruction in.
      return new Result.None("prompt_injection");
    }
    PersonalData masked = new PersonalData();
    Map<String, String> places =
        Map.of(
            "limit",
            Integer.toString(maxCharacters),
            "previous",
            masked.mask(before),
            "history",
            masked.mask(said));
    Outcome<String> outcome =
        chain.write(
            tenantId,
            ModelCall.text(template.system(places), template.user(places)),
            Tier.CHEAP,
            limit,
            completion -> accepted(completion, masked, before + "\n" + said, maxCharacters));
    ledger.note(tenantId, outcome.attempts());
    return outcome instanceof Outcome.Written<String> written
        ? new Result.Written(written.value(), written.provider(), written.completion().model())
        : new Result.None("providers_unavailable");
  }

  private String accepted(
      Completion completion, PersonalData masked, String source, int maxCharacters)
      throws ProviderFailure {
    String text = completion.text().strip().replaceAll("\\s*\\R\\s*", " ");
    boolean usable =
        !text.isEmpty()
            && text.codePointCount(0, text.length()) <= maxCharacters
            && !RawText.isMachinery(text)
            && !Injection.in(text)
            && Figures.missing(PersonalData.withoutSigns(text), source).isEmpty()
            && guards.isClean(text);
    if (!usable) {
      throw new ProviderFailure(FailureKind.REJECTED, "unfaithful");
    }
    if (masked.hasUnknownSign(text)) {
      throw new ProviderFailure(FailureKind.REJECTED, "unfaithful");
    }
    return masked.unmask(text);
  }
}
