package io.kefu.ai.prompt;

/**
 * Roughly how many tokens a text is: a Chinese character one, other text one per four characters.
 * Real tokenizers need fewer, so a budget kept by this is kept.
 */
public final class TokenEstimate {

  private static final int LATIN_PER_TOKEN = 4;

  private TokenEstimate() {}

  /** Tokens of a text, never less than what it is. */
  public static int of(String text) {
    long wide = text.codePoints().filter(c -> c > 0x2E7F).count();
    long narrow = text.codePoints().count() - wide;
    return Math.toIntExact(wide + (narrow + LATIN_PER_TOKEN - 1) / LATIN_PER_TOKEN);
  }
}
