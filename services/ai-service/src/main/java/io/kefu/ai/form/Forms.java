package io.kefu.ai.form;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.ai.budget.Budgets;
import io.kefu.ai.budget.UsageLedger;
import io.kefu.ai.form.FormSchema.Reading;
import io.kefu.ai.guard.Harmless;
import io.kefu.ai.guard.PersonalData;
import io.kefu.ai.prompt.Conversation;
import io.kefu.ai.prompt.PromptConfig;
import io.kefu.ai.prompt.Template;
import io.kefu.ai.provider.ModelCall;
import io.kefu.ai.provider.ProviderChain;
import io.kefu.ai.provider.ProviderChain.Attempt;
import io.kefu.ai.provider.ProviderChain.Outcome;
import io.kefu.ai.provider.ProviderConfig.Tier;
import io.kefu.ai.provider.Providers;
import io.kefu.contracts.answer.Evidence;
import io.kefu.contracts.answer.Turn;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Fills a form from a conversation: asks a model, checks its text against the schema, asks once
 * more with what was wrong, and then leaves the form to a person. Blocks its caller.
 */
@ApplicationScoped
public class Forms {

  private static final int TRIES = 2;

  /** A form, or the reason why a person must fill it. */
  public sealed interface Result {
    /** Filled and of the schema. */
    record Filled(JsonNode form, String provider, String model) implements Result {}

    /**
     * A person fills it.
     *
     * @param reason stable code
     * @param faults what was wrong with the model's last text; places and rules, never values
     */
    record ToPerson(String reason, List<String> faults) implements Result {
      /** Copies the faults. */
      public ToPerson {
        faults = List.copyOf(faults);
      }
    }
  }

  private final ProviderChain chain;
  private final Budgets budgets;
  private final UsageLedger ledger;
  private final FormSchemas schemas;
  private final FormConfig config;
  private final Template template;

  /** Loads the configured version of the prompt. */
  public Forms(
      Providers providers,
      Budgets budgets,
      UsageLedger ledger,
      FormSchemas schemas,
      FormConfig config,
      PromptConfig prompts) {
    this.chain = providers.chain();
    this.budgets = budgets;
    this.ledger = ledger;
    this.schemas = schemas;
    this.config = config;
    this.template = Template.load("form", prompts.formVersion());
  }

  /** Fills a form. */
  public Result fill(
      String tenantId,
      FormLabel label,
      List<Turn> history,
      List<Evidence> evidence,
      Duration limit) {
    if (chain.isEmpty(tenantId)) {
      return new Result.ToPerson("no_provider", List.of());
    }
    Budgets.State budget = budgets.state(tenantId);
    if (!budget.allows()) {
      return new Result.ToPerson("budget_" + budget.code(), List.of());
    }
    FormSchema schema = schemas.of(tenantId, label);
    PersonalData masked = new PersonalData();
    String said = Conversation.lines(history, config.historyLines());
    String conversation = masked.mask(said);
    // Entries alone: a form has no guard that tells an amount around an entry from one in it.
    String material =
        Harmless.of(evidence).stream()
            .map(entry -> entry.title() + "\n" + entry.content())
            .collect(Collectors.joining("\n\n"));
    long end = System.nanoTime() + limit.toNanos();
    List<String> faults = List.of();
    for (int n = 0; n < TRIES; n++) {
      Map<String, String> places =
          Map.of(
              "label",
              label.title(),
              "schema",
              schema.text(),
              "correction",
              faults.isEmpty() ? "" : "上一次的输出不符合要求，请改正：" + String.join("；", faults),
              "history",
              conversation,
              "evidence",
              material.isEmpty() ? "（无）" : material);
      ModelCall call =
          new ModelCall(template.system(places), template.user(places), Optional.of(schema.text()));
      // Half the time for the first try, so that the second has as much.
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      Outcome<Reading> outcome =
          chain.write(
              tenantId,
              call,
              Tier.STRONG,
              left.dividedBy(TRIES - n),
              completion ->
                  checked(schema.read(masked.unmask(completion.text())), said + "\n" + material));
      ledger.note(tenantId, outcome.attempts());
      switch (outcome) {
        case Outcome.Exhausted<Reading> none -> {
          return new Result.ToPerson("providers_unavailable", kinds(none.attempts()));
        }
        case Outcome.Written<Reading> written -> {
          switch (written.value()) {
            case Reading.Filled filled -> {
              return new Result.Filled(
                  filled.form(), written.provider(), written.completion().model());
            }
            case Reading.Faulty faulty -> faults = faulty.faults();
          }
        }
      }
    }
    return new Result.ToPerson("not_of_schema", faults);
  }

  private static Reading checked(Reading reading, String source) {
    if (reading instanceof Reading.Filled filled) {
      List<String> faults = FormCheck.faults(filled.form(), source);
      return faults.isEmpty() ? reading : new Reading.Faulty(faults);
    }
    return reading;
  }

  private static List<String> kinds(List<Attempt> attempts) {
    List<String> kinds = new ArrayList<>();
    attempts.forEach(
        attempt -> {
          if (attempt.failure() != null) {
            kinds.add(attempt.provider() + " " + attempt.failure().code());
          }
        });
    return kinds;
  }
}
