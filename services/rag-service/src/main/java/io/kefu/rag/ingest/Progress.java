package io.kefu.rag.ingest;

/**
 * Hears how far taking a document in has come, and may end it by throwing {@link Stopped}. Called
 * on the thread that works.
 */
@FunctionalInterface
public interface Progress {

  /** Nobody listens. */
  Progress SILENT = (done, total) -> {};

  /**
   * Some of the texts have their vectors.
   *
   * @param done texts done
   * @param total all texts
   */
  void embedded(int done, int total);

  /** The work is no longer wanted. */
  class Stopped extends RuntimeException {
    /** Ends the work. */
    public Stopped() {
      super("no longer wanted", null, false, false);
    }
  }
}
