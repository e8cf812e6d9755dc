package io.kefu.ai.rewrite;

import io.kefu.ai.budget.Budgets;
import io.kefu.ai.budget.UsageLedger;
import io.kefu.ai.guard.Figures;
import io.kefu.ai.guard.Guards;
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
 * Rewrites follow-up questions: by a model when one may be asked, else by rule; a question that
 * stands by itself stays as it is. Blocks its caller.
 */
@ApplicationScoped
public class Rewriting {

  /**
   * A question to search for.
   *
   * @param question as it came or rewritten
   * @param rewritten whether it was changed
   * @param by provider that rewrote it; {@code rule} without a model; {@code none} when unchanged
   */
  public record Rewritten(String question, boolean rewritten, String by) {}

  private final ProviderChain chain;
  private final Guards guards;
  private final Budgets budgets;
  private final UsageLedger ledger;
  private final PromptConfig config;
  private final Template template;

  /** Loads the configured version of the prompt. */
  public Rewriting(
      Providers providers,
      Guards guards,
      Budgets budgets,
      UsageLedger ledger,
      PromptConfig config) {
    this.chain = providers.chain();
    this.guards = guards;
    this.budgets = budgets;
    this.ledger = ledger;
    this.config = config;
    this.template = Template.load("rewrite", config.rewriteVersion());
  }

  /** The question, understandable by itself as far as that can be done. */
  public Rewritten rewrite(String tenantId, String question, List<Turn> history, Duration limit) {
    if (history.isEmpty() || !FollowUp.leans(question)) {
      return new Rewritten(question, false, "none");
    }
    String conversation = Conversation.lines(history, config.historyLines());
    boolean mayAsk =
        !chain.isEmpty(tenantId)
            && guards.before(question).isEmpty()
            && budgets.state(tenantId).allows();
    if (mayAsk) {
      PersonalData masked = new PersonalData();
      Map<String, String> places =
          Map.of("question", masked.mask(question), "history", masked.mask(conversation));
      Outcome<String> outcome =
          chain.write(
              tenantId,
              ModelCall.text(template.system(places), template.user(places)),
              Tier.CHEAP,
              limit,
              completion -> accepted(completion, masked, question, conversation));
      ledger.note(tenantId, outcome.attempts());
      if (outcome instanceof Outcome.Written<String> written) {
        boolean changed = !written.value().equals(question.strip());
        return new Rewritten(written.value(), changed, written.provider());
      }
    }
    return FollowUp.complete(question, history)
        .map(text -> new Rewritten(text, true, "rule"))
        .orElseGet(() -> new Rewritten(question, false, "none"));
  }

  private static String accepted(
      Completion completion, PersonalData masked, String question, String conversation)
      throws ProviderFailure {
    String text = masked.unmask(completion.text().strip());
    boolean usable =
        !RawText.is(text)
            && !masked.hasUnknownSign(completion.text())
            && FollowUp.isFaithful(text, question, conversation)
            && Figures.missing(text, question + "\n" + conversation).isEmpty();
    if (!usable) {
      throw new ProviderFailure(FailureKind.REJECTED, "unfaithful");
    }
    return text;
  }
}
