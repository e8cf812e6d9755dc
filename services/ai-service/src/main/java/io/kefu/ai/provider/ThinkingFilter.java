package io.kefu.ai.provider;

import java.util.function.Consumer;

/**
 * Lets a growing text through without the thinking in it. What could still become a mark is held
 * back until it is known. For one thread at a time.
 */
final class ThinkingFilter {

  private final StringBuilder raw = new StringBuilder();
  private final Consumer<String> out;
  private int told;

  ThinkingFilter(Consumer<String> out) {
    this.out = out;
  }

  void accept(String piece) {
    if (piece == null || piece.isEmpty()) {
      return;
    }
    raw.append(piece);
    int mark = raw.lastIndexOf("<");
    boolean open = mark >= 0 && raw.indexOf(">", mark) < 0;
    tell(open ? raw.substring(0, mark) : raw.toString());
  }

  /** Nothing more comes: what looked like the beginning of a mark was none. */
  void end() {
    tell(raw.toString());
  }

  private void tell(String seen) {
    String answer = ThinkingText.strip(seen);
    // An end mark without a beginning takes back what was told; then nothing more is told twice.
    if (answer.length() > told) {
      out.accept(answer.substring(told));
      told = answer.length();
    }
  }
}
