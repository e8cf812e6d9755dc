package io.kefu.rag.rerank;

import java.util.List;

/**
 * Reads a question and a text together and says how well the one answers the other. Slower than
 * comparing vectors by orders of magnitude, so it sees a few texts only. Implementations are
 * thread-safe and block the calling thread.
 */
public interface Reranker {

  /**
   * One score a text, 0 to 1, higher for better.
   *
   * @throws RerankException when the model fails
   */
  double[] scores(String question, List<String> texts);

  /** The model cannot be loaded or failed; the message says what to do, as far as it is known. */
  class RerankException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Without another error behind it. */
    public RerankException(String message) {
      super(message);
    }

    /** With the error behind it. */
    public RerankException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
