package io.kefu.local.chat;

import io.kefu.contracts.answer.StageLatency;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.conversation.EvidenceView;
import io.kefu.contracts.conversation.MessageOutcome;
import io.kefu.local.Json;
import io.kefu.local.console.Console;
import io.kefu.local.console.Console.Style;
import io.kefu.local.console.DisplayWidth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Shows an answer to a person. Stateless. */
public final class AnswerView {

  private static final int WIDTH = 76;
  private static final int EVIDENCE_SHOWN = 3;
  private static final String INDENT = "      ";

  private final Console console;

  /** Writes to the console. */
  public AnswerView(Console console) {
    this.console = console;
  }

  /** The lines for an answer, colours included. */
  public List<String> lines(Answer answer) {
    var lines = new ArrayList<String>();
    for (String part : answer.shown()) {
      boolean first = true;
      for (String line : DisplayWidth.wrap(part, WIDTH)) {
        lines.add(first ? console.style(Style.GREEN, "客服> ") + line : INDENT + line);
        first = false;
      }
    }
    if (!answer.accepted()) {
      lines.add(console.style(Style.RED, "The gateway did not take the message in time."));
    } else if (!answer.isDecided()) {
      lines.add(
          console.style(Style.RED, "No decision came in time")
              + "; ask again, or look into .kefu/logs/message-service.log");
    } else {
      facts(answer, answer.outcome().orElseThrow(), lines);
    }
    return lines;
  }

  private void facts(Answer answer, MessageOutcome outcome, List<String> lines) {
    if (answer.shown().isEmpty()) {
      lines.add(console.style(Style.YELLOW, silence(outcome)));
    }
    var facts = new ArrayList<String>();
    Optional.ofNullable(outcome.confidence())
        .ifPresent(value -> facts.add("confidence %.2f".formatted(value)));
    Optional.ofNullable(outcome.branch()).ifPresent(branch -> facts.add(word(branch)));
    Optional.ofNullable(outcome.action()).ifPresent(action -> facts.add(word(action)));
    Optional.ofNullable(outcome.reason()).ifPresent(facts::add);
    Optional.ofNullable(outcome.model())
        .or(() -> Optional.ofNullable(outcome.provider()))
        .ifPresent(model -> facts.add("by " + model));
    lines.add(INDENT + console.style(Style.DIM, String.join(" · ", facts)));
    for (EvidenceView evidence : best(outcome.evidence())) {
      String head =
          "evidence %.2f  %s — ".formatted(evidence.confidence(), oneLine(evidence.title()));
      int room = Math.max(20, WIDTH - DisplayWidth.of(head));
      lines.add(
          INDENT
              + console.style(
                  Style.DIM, head + DisplayWidth.cut(oneLine(evidence.content()), room)));
    }
    String timings = timings(answer, outcome.latency());
    if (!timings.isEmpty()) {
      lines.add(INDENT + console.style(Style.DIM, timings));
    }
    outcome.replies().stream()
        .filter(part -> part.error() != null)
        .forEach(
            part ->
                lines.add(
                    INDENT
                        + console.style(
                            Style.RED,
                            "part %d %s: %s".formatted(part.part(), part.status(), part.error()))));
  }

  /** The first few, as they come best first; the rest only fills the screen. */
  private static List<EvidenceView> best(List<EvidenceView> evidence) {
    return evidence.subList(0, Math.min(EVIDENCE_SHOWN, evidence.size()));
  }

  private static String silence(MessageOutcome outcome) {
    if (outcome.action() == ReplyAction.TRANSFER_HUMAN) {
      return "No reply was sent: a person takes over.";
    }
    return outcome.replies().isEmpty()
        ? "No reply was sent."
        : "A reply was decided on but is not shown yet.";
  }

  private static String timings(Answer answer, StageLatency latency) {
    var stages = new ArrayList<String>();
    if (latency != null) {
      stage(stages, "receive", latency.receiveMs());
      stage(stages, "retrieve", latency.retrieveMs());
      stage(stages, "generate", latency.generateMs());
      stage(stages, "send", latency.sendMs());
      stage(stages, "total", latency.totalMs());
    }
    answer.seenAfter().ifPresent(seen -> stages.add("seen after %d ms".formatted(seen.toMillis())));
    return String.join(" · ", stages);
  }

  private static void stage(List<String> stages, String name, Long millis) {
    if (millis != null) {
      stages.add("%s %d ms".formatted(name, millis));
    }
  }

  /** The word that the wire format has for a constant. */
  private static String word(Enum<?> constant) {
    return Json.MAPPER.convertValue(constant, String.class).toLowerCase(Locale.ROOT);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
