package io.kefu.message.context;

import io.kefu.contracts.answer.Turn;
import io.kefu.message.answer.AnswerConfig;
import io.kefu.message.customer.SignalConfig;
import io.kefu.message.customer.SignalScore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/** Recalls what was said in a session before a question, for whoever answers it. */
@ApplicationScoped
public class Recall {

  private static final Logger LOG = Logger.getLogger(Recall.class);

  /**
   * A conversation's context.
   *
   * @param session session and topic
   * @param summary of its earlier lines; null without one
   * @param told what the AI would be told now
   */
  public record View(SessionContext session, ContextStore.Summary summary, List<Turn> told) {}

  private final ContextStore store;
  private final ContextConfig config;
  private final AnswerConfig answers;
  private final UnaryOperator<String> labels;

  /** Wires the recall. */
  public Recall(
      ContextStore store, ContextConfig config, AnswerConfig answers, SignalConfig signals) {
    this.store = store;
    this.config = config;
    this.answers = answers;
    SignalScore scoring = new SignalScore(signals);
    this.labels = text -> scoring.of(text, List.of(), false, Instant.EPOCH).trigger();
  }

  /**
   * The lines of session and topic before a question, oldest first, a summary of what is too long
   * in front. Blocks: for virtual threads.
   *
   * @param before the question's time
   */
  public List<Turn> before(String tenantId, UUID conversationId, String question, Instant before) {
    ContextStore.Remembered known =
        store
            .before(tenantId, conversationId, before, config.lines())
            .subscribeAsCompletionStage()
            .join();
    SessionContext session =
        SessionContext.at(before, known.lines(), config, labels).asking(question, before, labels);
    Recollection recollection = Recollection.of(session, known.summary(), answers.historyLines());
    if (config.summary().enabled() && recollection.uncovered() > config.summary().after()) {
      // For the next question: nobody waits for a summary.
      store
          .summarise(tenantId, conversationId)
          .subscribe()
          .with(marked -> {}, failure -> LOG.debugf("not summarised now: %s", failure));
    }
    return recollection.turns();
  }

  /** The context as it is now. */
  public Uni<View> now(String tenantId, UUID conversationId, Instant now) {
    return store
        .before(tenantId, conversationId, now, config.lines())
        .map(
            known -> {
              SessionContext session = SessionContext.at(now, known.lines(), config, labels);
              return new View(
                  session,
                  known.summary().orElse(null),
                  Recollection.of(session, known.summary(), answers.historyLines()).turns());
            });
  }

  /** Session and topic of lines that were read already. */
  SessionContext session(List<Line> lines, Instant now) {
    return SessionContext.at(now, lines, config, labels);
  }
}
