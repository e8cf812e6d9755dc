package io.kefu.message.answer;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.contracts.answer.AnswerRequest;
import io.kefu.contracts.answer.Evidence;
import io.kefu.contracts.answer.Turn;
import io.kefu.contracts.conversation.EvidenceView;
import io.kefu.message.rules.Policies;
import io.kefu.message.settings.Settings;
import io.kefu.message.wording.Wording;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/**
 * Gathers what a text for an operator may rest on, by the same policy that binds the bot: on a
 * forbidden topic only what is approved, word by word. Blocks: for virtual threads.
 */
@ApplicationScoped
public class Materials {

  private static final Duration COME_BACK = Duration.ofSeconds(5);

  /**
   * What was gathered.
   *
   * @param request what ai-service is asked
   * @param seen the entries in it
   */
  public record Material(AnswerRequest request, List<EvidenceView> seen) {
    /** Copies the entries. */
    public Material {
      seen = List.copyOf(seen);
    }
  }

  private final Answering answering;
  private final Policies policies;
  private final Neighbours neighbours;
  private final MeterRegistry metrics;

  /** Wires the gathering. */
  public Materials(
      Answering answering, Policies policies, Neighbours neighbours, MeterRegistry metrics) {
    this.answering = answering;
    this.policies = policies;
    this.neighbours = neighbours;
    this.metrics = metrics;
  }

  /**
   * Gathers for a question.
   *
   * @param id names the text in logs and accounting
   * @param history earlier lines, oldest first
   * @throws ProblemException 503 while the knowledge base is away
   */
  public Material of(String tenantId, String id, String question, List<Turn> history) {
    Settings settings = policies.of(tenantId).settings();
    String whole =
        FollowUp.mayLean(question)
            ? new Earlier(neighbours, metrics, () -> history).complete(tenantId, id, question)
            : question;
    boolean forbidden =
        settings.list("forbidden").isIn(Wording.folded(question))
            || settings.list("forbidden").isIn(Wording.folded(whole));
    Retrieval found = answering.search(tenantId, id, whole);
    if (found.failed()) {
      throw new ProblemException(
          503, "search_unavailable", "The knowledge base does not answer; try again.", COME_BACK);
    }
    List<Evidence> evidence =
        found.evidence().stream().filter(entry -> !forbidden || entry.approved()).toList();
    return new Material(
        new AnswerRequest(
            id,
            Question.query(question),
            evidence,
            history,
            forbidden,
            settings.limits().maxCharacters()),
        found.seenWhole().stream()
            .filter(
                entry -> evidence.stream().anyMatch(one -> one.entryId().equals(entry.entryId())))
            .toList());
  }
}
