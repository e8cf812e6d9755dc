package io.kefu.ai.prompt;

import io.kefu.contracts.answer.Speaker;
import io.kefu.contracts.answer.Turn;
import java.util.List;

/** A conversation as a model reads it. */
public final class Conversation {

  /** In front of a summary of what was said before, as message-service tells it. */
  public static final String SUMMARY_MARK = "【前情摘要】";

  private static final String NOTHING = "（无）";

  private Conversation() {}

  /** The newest lines, oldest of them first; a summary in front of all stays there. */
  public static String lines(List<Turn> history, int most) {
    StringBuilder lines = new StringBuilder();
    if (history.size() > most && history.getFirst().content().startsWith(SUMMARY_MARK)) {
      lines.append(history.getFirst().content().strip().replace('\n', ' ')).append('\n');
    }
    for (Turn turn : history.subList(Math.max(0, history.size() - most), history.size())) {
      lines
          .append(turn.speaker() == Speaker.ME ? "客服：" : "客户：")
          .append(turn.content().strip().replace('\n', ' '))
          .append('\n');
    }
    return lines.isEmpty() ? NOTHING : lines.toString().strip();
  }
}
