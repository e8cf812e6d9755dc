package io.kefu.rag.extract;

import io.kefu.rag.ingest.ParsedDocument.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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
    private final transient List<Fault> faults;

    RejectedFile(String code, String message) {
      this(code, message, List.of());
    }

    RejectedFile(String code, String message, List<Fault> faults) {
      super(message);
      this.code = code;
      this.faults = List.copyOf(faults);
    }

    /** The places to correct, if it is about places. */
    List<Fault> faults() {
      return faults;
    }

    /** Stable snake_case code. */
    String code() {
      return code;
    }
  }
}
