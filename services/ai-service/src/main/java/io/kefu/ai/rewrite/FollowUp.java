package io.kefu.ai.rewrite;

import io.kefu.ai.guard.Support;
import io.kefu.contracts.answer.Speaker;
import io.kefu.contracts.answer.Turn;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Recognises a question that leans on what was said before, and completes it: by the subject of the
 * customer's last whole question when no model helps. Pure.
 */
public final class FollowUp {

  private static final int SHORT = 12;
  private static final int LONGEST = 200;

  /** Share of pairs beside figures, 0 to 1, that a rewriting must take from question and talk. */
  private static final double LEAST_SHARE = 0.55;

  private static final Pattern LEANING =
      Pattern.compile(
          "^(那么?|那个|这个|这款|那款|它们?|还有|另外|然后|以及|如果是)|(它|这个|那个|这款|那款|该型号|上面那个|刚才(说的)?|前者|后者)|呢[？?。!！]*$");
  private static final Pattern LEAD =
      Pattern.compile("^(那么?|还有|另外|然后|以及|如果是)[，,]?|^(这个|那个|这款|那款|它)的?");
  private static final Pattern TAIL = Pattern.compile("(呢|吗|么|啊|呀)?[？?。!！\\s]*$");

  /** Where the subject of a whole question ends and what is asked about it begins. */
  private static final Pattern ASKED =
      Pattern.compile(
          "(的)?(保修|质保|功率|价格|多少钱|参数|尺寸|重量|电压|电流|安装|接线|怎么|如何|为什么|多久|多长|多少|几年|支持|可以|能不能|能否|能|是否|是什么|有没有|有|需要|要|在哪|哪里|哪些|什么|是)");

  private FollowUp() {}

  /** Whether a question cannot be understood by itself. */
  public static boolean leans(String question) {
    String text = question.strip();
    boolean isShort = text.codePointCount(0, text.length()) <= SHORT;
    return LEANING.matcher(text).find() && (isShort || startsLeaning(text));
  }

  private static boolean startsLeaning(String text) {
    return LEAD.matcher(text).find();
  }

  /** The question completed by the subject of the last whole one; empty when there is none. */
  public static Optional<String> complete(String question, List<Turn> history) {
    for (Turn turn : history.reversed()) {
      String earlier = turn.content().strip();
      if (turn.speaker() == Speaker.THEM && !earlier.equals(question.strip()) && !leans(earlier)) {
        String subject = ASKED.split(earlier, 2)[0].strip();
        if (subject.codePointCount(0, subject.length()) >= 2) {
          String asked =
              TAIL.matcher(LEAD.matcher(question.strip()).replaceFirst("")).replaceFirst("");
          return asked.isBlank() ? Optional.empty() : Optional.of(subject + asked.strip() + "？");
        }
      }
    }
    return Optional.empty();
  }

  /** Whether a model's rewriting adds nothing of its own. */
  static boolean isFaithful(String rewritten, String question, String conversation) {
    boolean oneLine = rewritten.indexOf('\n') < 0 && rewritten.length() <= LONGEST;
    return oneLine && Support.share(rewritten, question + "\n" + conversation) >= LEAST_SHARE;
  }
}
