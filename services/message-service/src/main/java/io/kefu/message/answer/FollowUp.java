package io.kefu.message.answer;

import java.util.regex.Pattern;

/**
 * Tells cheaply which questions may lean on what was said before: short ones that begin with a word
 * of reference or end with 呢. Only those are worth asking ai-service about. Pure.
 */
final class FollowUp {

  private static final int LONGEST = 20;

  private static final Pattern LEANING = Pattern.compile("^(那|这个|这款|它|还有|另外|如果)|呢[？?。.！!~～\\s]*$");

  private FollowUp() {}

  /** Whether a question may not be understood by itself. */
  static boolean mayLean(String question) {
    String text = question.strip();
    return text.codePointCount(0, text.length()) <= LONGEST && LEANING.matcher(text).find();
  }
}
