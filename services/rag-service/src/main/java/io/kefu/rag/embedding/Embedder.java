package io.kefu.rag.embedding;

/**
 * Turns a normalised text into a vector of length one, so that the dot product of two is their
 * cosine, and its tokens into vectors of their own. Implementations are thread-safe and block the
 * calling thread: never on the event loop.
 */
public interface Embedder {

  /** Name and revision of the model; vectors of different models are never compared. */
  String model();

  /** Length of the texts' vectors. */
  int dimensions();

  /**
   * Vector and tokens of a text, in one run of the model.
   *
   * @param normalized text as {@link io.kefu.rag.text.TextNormalizer} leaves it
   * @throws EmbeddingException when the model fails
   */
  Embedded embed(String normalized);

  /**
   * The vector alone, which costs a little less.
   *
   * @throws EmbeddingException when the model fails
   */
  default float[] vector(String normalized) {
    return embed(normalized).vector();
  }

  /** The model did not answer. */
  class EmbeddingException extends RuntimeException {
    /** Wraps the model's failure. */
    public EmbeddingException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
