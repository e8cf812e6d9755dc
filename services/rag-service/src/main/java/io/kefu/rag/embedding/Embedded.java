package io.kefu.rag.embedding;

/**
 * What the model makes of a text.
 *
 * @param vector its vector, of length one
 * @param tokens vectors of its tokens
 * @param weights how much each token matters when the text is a question, at least 0; one a token,
 *     or none when that is not known (a text whose vectors were kept)
 */
public record Embedded(float[] vector, TokenVectors tokens, float[] weights) {

  private static final float[] NO_WEIGHTS = {};

  /** A text that is compared with questions. */
  public Embedded(float[] vector, TokenVectors tokens) {
    this(vector, tokens, NO_WEIGHTS);
  }

  /** A text whose tokens are not compared. */
  public static Embedded withoutTokens(float[] vector) {
    return new Embedded(vector, TokenVectors.NONE);
  }
}
