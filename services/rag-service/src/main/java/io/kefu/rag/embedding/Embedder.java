package io.kefu.rag.embedding;

/**
 * Turns a normalised text into a vector of length one, so that the dot product of two is their
 * cosine. Implementations are thread-safe and block the calling thread: never on the event loop.
 */
public interface Embedder {

  /** Name and revision of the model; vectors of different models are never compared. */
  String model();

  /** Length of the vectors. */
  int dimensions();

  /**
   * The vector of a text.
   *
   * @param normalized text as {@link io.kefu.rag.text.TextNormalizer} leaves it
   * @throws EmbeddingException when the model fails
   */
  float[] embed(String normalized);

  /** The model did not answer. */
  class EmbeddingException extends RuntimeException {
    /** Wraps the model's failure. */
    public EmbeddingException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
