package io.kefu.ai.provider;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes what a model thought aloud inside its answer: between marks (nested, unclosed, or closed
 * without a beginning), in a fence, or under a heading up to the answer's own heading. Pure.
 */
public final class ThinkingText {

  private static final String NAMES =
      "think|thinking|thought|reasoning|reflection|analysis|scratchpad|antthinking|reasoning_content|思考|推理";

  /** {@code <think>}, {@code </think>}, {@code ＜think＞}, {@code ◁/think▷}, {@code [思考]} … */
  private static final Pattern MARK =
      Pattern.compile(
          "[<＜◁]\\s*\\|?\\s*(/?)\\s*(?:[a-z]+:)?(?:"
              + NAMES
              + ")(?![a-z_])[^>＞▷\\n"
              + "]{0,80}[>＞▷]|[\\[【]\\s*(/?)\\s*(?:think|thinking|思考|推理)\\s*[\\]】]|&lt;\\s*(/?)\\s*think(?:ing)?\\s*&gt;"
              + "|<\\|(end|begin)_of_thought\\|>",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern FENCE =
      Pattern.compile(
          "```\\s*(?:" + NAMES + ")[^\\n]*\\n.*?(?:```|\\z)",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private static final String EDGE = "[\\s*#_>【\\[]*";
  private static final String COLON = "[\\s*_】\\]]*[:：][\\s*_]*";
  private static final Pattern HEADING =
      Pattern.compile(
          "\\A"
              + EDGE
              + "(?:thinking(?: process)?|thoughts?(?: process)?|reasoning(?: process)?|chain of"
              + " thought|analysis|思考(?:过程|步骤)?|推理(?:过程|步骤)?|分析(?:过程|步骤)?|内心独白)"
              + COLON,
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ANSWER_HEADING =
      Pattern.compile(
          "(?:\\A|\\n)"
              + EDGE
              + "(?:final answer|answer|response|reply|最终(?:答案|回答|回复)|答案|回答|回复|答复|正式回复)"
              + COLON,
          Pattern.CASE_INSENSITIVE);

  private ThinkingText() {}

  /** The answer alone; blank when there was nothing but thinking. */
  public static String strip(String text) {
    String rest = withoutMarks(FENCE.matcher(text).replaceAll(""));
    if (HEADING.matcher(rest).lookingAt()) {
      Matcher answer = ANSWER_HEADING.matcher(rest);
      int begin = -1;
      while (answer.find()) {
        begin = answer.end();
      }
      rest = begin < 0 ? "" : rest.substring(begin);
    }
    return rest.strip();
  }

  /** Whether the text so far could be the beginning of thinking under a heading. */
  static boolean mayBeHeading(String text) {
    Matcher heading = HEADING.matcher(text);
    return heading.lookingAt() || heading.hitEnd();
  }

  private static String withoutMarks(String text) {
    StringBuilder answer = new StringBuilder();
    Matcher mark = MARK.matcher(text);
    int depth = 0;
    int at = 0;
    while (mark.find()) {
      if (depth == 0) {
        answer.append(text, at, mark.start());
      }
      at = mark.end();
      if (!isEnd(mark)) {
        depth++;
      } else if (depth > 0) {
        depth--;
      } else {
        // Some servers send only the end mark, the begin mark being part of the prompt.
        answer.setLength(0);
      }
    }
    return depth == 0 ? answer.append(text, at, text.length()).toString() : answer.toString();
  }

  private static boolean isEnd(Matcher mark) {
    boolean slash =
        Optional.ofNullable(mark.group(1))
            .or(() -> Optional.ofNullable(mark.group(2)))
            .or(() -> Optional.ofNullable(mark.group(3)))
            .filter(sign -> !sign.isEmpty())
            .isPresent();
    return slash || "end".equalsIgnoreCase(mark.group(4));
  }
}
