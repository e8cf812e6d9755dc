package io.kefu.message.context;

import io.kefu.contracts.answer.Speaker;
import io.kefu.contracts.answer.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the AI is told of a context: the summary of its earlier lines first, then the last lines as
 * they were said. Pure.
 *
 * @param turns oldest first
 * @param uncovered lines that no summary covers
 */
public record Recollection(List<Turn> turns, int uncovered) {

  /** In front of a summary; ai-service keeps a first turn that begins so, however long the rest. */
  public static final String SUMMARY_MARK = "【前情摘要】";

  /** Copies the turns. */
  public Recollection {
    turns = List.copyOf(turns);
  }

  /**
   * Makes it.
   *
   * @param summary what is remembered of earlier lines; counts only when it is of this topic
   * @param mostLines most lines told as they were said
   */
  public static Recollection of(
      SessionContext context, Optional<ContextStore.Summary> summary, int mostLines) {
    if (context.lines().isEmpty()) {
      return new Recollection(List.of(), 0);
    }
    Optional<ContextStore.Summary> ofTopic =
        summary.filter(
            text ->
                !text.fromAt().isBefore(context.topicSince())
                    && !text.untilAt().isAfter(context.lines().getLast().at()));
    List<Line> open =
        ofTopic
            .map(
                text ->
                    context.lines().stream()
                        .filter(line -> line.at().isAfter(text.untilAt()))
                        .toList())
            .orElse(context.lines());
    List<Turn> turns = new ArrayList<>();
    ofTopic.ifPresent(
        text -> turns.add(new Turn(Speaker.ME, SUMMARY_MARK + text.text(), text.untilAt())));
    open.subList(Math.max(0, open.size() - mostLines), open.size())
        .forEach(line -> turns.add(new Turn(line.speaker(), line.text(), line.at())));
    return new Recollection(turns, open.size());
  }
}
