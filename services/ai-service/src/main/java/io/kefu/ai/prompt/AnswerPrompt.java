package io.kefu.ai.prompt;

import io.kefu.contracts.answer.Evidence;
import io.kefu.contracts.answer.Turn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The prompt that answers from evidence. Immutable and thread-safe. */
public final class AnswerPrompt {

  /**
   * A filled prompt.
   *
   * @param system the instruction
   * @param user the material and the question
   * @param given the evidence in it, with no more around an entry than it shows; entry number 1 is
   *     the first
   */
  public record Filled(String system, String user, List<Evidence> given) {
    /** Copies the evidence. */
    public Filled {
      given = List.copyOf(given);
    }
  }

  private final PromptConfig config;
  private final Function<String, Optional<String>> styles;
  private final Template template;

  /** Loads the configured version; every tenant speaks as the configuration says. */
  public AnswerPrompt(PromptConfig config) {
    this(config, tenantId -> Optional.empty());
  }

  /**
   * Loads the configured version.
   *
   * @param styles a tenant's own style; empty for the configured one
   */
  public AnswerPrompt(PromptConfig config, Function<String, Optional<String>> styles) {
    this.config = config;
    this.styles = styles;
    this.template = Template.load("answer", config.answerVersion());
  }

  /**
   * Fills the prompt.
   *
   * @param evidence best first; what exceeds the budget is left out, the best never, see {@link
   *     Material}
   * @param masking applied to all that a customer may have written
   */
  public Filled fill(
      String tenantId,
      String question,
      List<Evidence> evidence,
      List<Turn> history,
      int maxCharacters,
      UnaryOperator<String> masking) {
    List<Evidence> given = Material.within(evidence, config.evidenceTokens());
    Map<String, String> places =
        Map.of(
            "style",
            styles
                .apply(tenantId)
                .orElse(config.tenantStyles().getOrDefault(tenantId, config.style())),
            "max",
            Integer.toString(maxCharacters),
            "evidence",
            Material.text(given),
            "history",
            masking.apply(Conversation.lines(history, config.historyLines())),
            "question",
            masking.apply(question));
    return new Filled(template.system(places), template.user(places), given);
  }
}
