package io.kefu.rag.index;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;

/**
 * What is asked again and again of one state of an index: how many entries have a term, and which
 * words there are. A search asks for some hundred terms, each of every segment. Thread-safe.
 */
final class Vocabulary {

  /** Terms kept; people's questions use some thousands. */
  private static final int MOST_KEPT = 50_000;

  private final long version;
  private final Map<String, Integer> holders = new ConcurrentHashMap<>();
  private volatile Spelling spelling;

  /**
   * Begins empty.
   *
   * @param version of the reader it belongs to
   */
  Vocabulary(long version) {
    this.version = version;
  }

  boolean isOf(long readerVersion) {
    return version == readerVersion;
  }

  /** How many entries have a term. */
  int holders(IndexReader reader, String term) throws IOException {
    Integer known = holders.get(term);
    if (known == null) {
      known = reader.docFreq(new Term(Fields.TERMS, term));
      if (holders.size() < MOST_KEPT) {
        holders.put(term, known);
      }
    }
    return known;
  }

  /** What rights mistyped words; made when it is first asked for. */
  Spelling spelling(IndexReader reader) throws IOException {
    Spelling made = spelling;
    if (made == null) {
      made = Spelling.of(reader);
      spelling = made;
    }
    return made;
  }
}
