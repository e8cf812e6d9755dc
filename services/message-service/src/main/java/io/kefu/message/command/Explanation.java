package io.kefu.message.command;

import io.kefu.contracts.conversation.EvidenceView;
import io.kefu.message.answer.Answering;
import io.kefu.message.answer.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an admin who debugs a chat is told beneath an answer. Pure. */
final class Explanation {

  private static final int MOST_ENTRIES = 3;

  private Explanation() {}

  /** The same decision, its text with what it rests on; one that says nothing stays as it is. */
  static Decision beneath(Answering.Decided decided) {
    return switch (decided.decision()) {
      case Decision.Answer answer ->
          new Decision.Answer(
              answer.content() + line(answer.branch().name(), decided),
              answer.confidence(),
              answer.branch(),
              answer.basis());
      case Decision.Clarify clarify ->
          new Decision.Clarify(
              clarify.content() + line("clarification", decided),
              clarify.confidence(),
              clarify.choices(),
              clarify.basis());
      case Decision.HandOver handOver when !handOver.notice().isBlank() ->
          new Decision.HandOver(
              handOver.reason(),
              handOver.notice() + line("handoff/" + handOver.reason().code(), decided),
              handOver.confidence(),
              handOver.basis());
      case Decision.HandOver handOver -> handOver;
      case Decision.Ignore ignore -> ignore;
      case Decision.Command command -> command;
    };
  }

  private static String line(String branch, Answering.Decided decided) {
    Decision.Basis basis = decided.decision().basis();
    List<String> facts = new ArrayList<>();
    facts.add("分支 " + branch.toLowerCase(Locale.ROOT));
    if (basis.ruleId() != null) {
      facts.add("规则 " + basis.ruleId());
    }
    facts.add("置信度 %.2f".formatted(decided.decision().confidence()));
    if (!basis.evidence().isEmpty()) {
      facts.add(
          "依据 "
              + basis.evidence().stream()
                  .limit(MOST_ENTRIES)
                  .map(EvidenceView::entryId)
                  .collect(Collectors.joining("、")));
    }
    if (basis.model() != null) {
      facts.add("模型 " + basis.provider() + "/" + basis.model());
    }
    if (decided.retrieveMs() != null) {
      facts.add("检索 " + decided.retrieveMs() + " 毫秒");
    }
    if (decided.generateMs() != null) {
      facts.add("生成 " + decided.generateMs() + " 毫秒");
    }
    return "\n〔调试〕" + String.join("；", facts);
  }
}
