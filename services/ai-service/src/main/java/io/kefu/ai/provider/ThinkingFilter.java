package io.kefu.ai.provider;

import java.util.function.Consumer;

/**
 * Lets a growing text through without the thinking in it. What could still become a mark is held
 * back until it is known. For one thread at a time.
 */
final class ThinkingFilter {

  private static final String OPENING = "<＜◁[【&`";
  private static final String CLOSING = ">＞▷]】;\n";

  /** Longer than any mark: what is open for longer is none. */
  private static final int LONGEST_MARK = 100;

  /**
   * A text is looked at from its beginning again when it grew by this share: at each piece while it
   * is short, and not thousands of times while it has no end.
   */
  private static final int GROWTH = 32;

  private final StringBuilder raw = new StringBuilder();
  private final Consumer<String> out;
  private String told = "";
  private int lookAgainAt;

  ThinkingFilter(Consumer<String> out) {
    this.out = out;
  }

  void accept(String piece) {
    if (piece == null || piece.isEmpty()) {
      return;
    }
    raw.append(piece);
    if (raw.length() < lookAgainAt) {
      return;
    }
    lookAgainAt = raw.length() + raw.length() / GROWTH;
    String seen = raw.substring(0, known());
    boolean undecided =
        told.isEmpty()
            && ThinkingText.mayBeHeading(seen)
            && ThinkingText.strip(seen).equals(seen.strip());
    if (!undecided) {
      tell(seen);
    }
  }

  /** How much of the text no mark can begin in any more. */
  private int known() {
    for (int i = Math.max(0, raw.length() - LONGEST_MARK); i < raw.length(); i++) {
      if (OPENING.indexOf(raw.charAt(i)) >= 0 && !isClosed(i)) {
        return i;
      }
    }
    return raw.length();
  }

  private boolean isClosed(int open) {
    for (int i = open + 1; i < raw.length(); i++) {
      if (CLOSING.indexOf(raw.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Nothing more comes: what looked like the beginning of a mark was none. */
  void end() {
    tell(raw.toString());
  }

  private void tell(String seen) {
    String answer = ThinkingText.strip(seen);
    // An end mark without a beginning takes back what was told; then nothing more is told twice.
    if (answer.length() > told.length() && answer.startsWith(told)) {
      out.accept(answer.substring(told.length()));
      told = answer;
    }
  }
}
