package io.kefu.rag.extract;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes Markdown (or a table, see {@link XlsxExtractor}) of one kind of file. Runs in the worker
 * process, where memory and time are bounded from outside.
 */
interface Extractor {

  /**
   * Limits of one file.
   *
   * @param pages pages, or sheets
   * @param characters characters of text
   * @param unpackedBytes bytes of everything in an archive
   */
  record Limits(int pages, int characters, long unpackedBytes) {}

  /**
   * Reads a file.
   *
   * @throws RejectedFile when the file cannot be used; its message says what to do
   */
  String extract(Path file, Limits limits) throws IOException, RejectedFile;

  /** A file that cannot be used. */
  class RejectedFile extends Exception {
    private final String code;

    RejectedFile(String code, String message) {
      super(message);
      this.code = code;
    }

    /** Stable snake_case code. */
    String code() {
      return code;
    }
  }
}
