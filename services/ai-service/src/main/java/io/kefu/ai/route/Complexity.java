package io.kefu.ai.route;

import io.kefu.contracts.answer.Evidence;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How much of a model a question needs (domain.md §7): none when the curated entry is certain, a
 * cheap one for a plain question, a strong one for a long, many-sided or reasoning one. Pure.
 */
public enum Complexity {
  /** The approved entry answers by itself. */
  NONE,
  /** A plain question. */
  CHEAP,
  /** A question that needs thought. */
  STRONG;

  private static final int LONG_QUESTION = 60;
  private static final int SEVERAL_QUESTIONS = 2;
  private static final int STRONG_SCORE = 2;

  private static final Pattern QUESTION_MARK = Pattern.compile("[?？]");
  private static final Pattern REASONING =
      Pattern.compile(
          "为什么|为何|原因|怎么回事|区别|对比|比较|哪个好|哪种更|如果|假如|要是|是否|分析|推荐|建议|方案|怎么选|选型|计算|算一下|同时|分别|以及|但是|不过|另外|还有|步骤|compare|why|difference");

  /** What a question needs. */
  public static Complexity of(String question, List<Evidence> evidence, double certain) {
    Evidence best = evidence.getFirst();
    if (best.approved() && best.confidence() >= certain && best.question() != null) {
      return NONE;
    }
    int score = 0;
    if (question.codePointCount(0, question.length()) > LONG_QUESTION) {
      score++;
    }
    if (QUESTION_MARK.matcher(question).results().count() >= SEVERAL_QUESTIONS) {
      score++;
    }
    score += (int) Math.min(STRONG_SCORE, REASONING.matcher(question).results().count());
    return score >= STRONG_SCORE ? STRONG : CHEAP;
  }
}
