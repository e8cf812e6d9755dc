package io.kefu.rag.index;

import io.kefu.rag.ingest.KnowledgeEntry;
import java.util.List;

/**
 * A document as it shall be found: the state the index takes over in one step.
 *
 * @param knowledgeBaseId knowledge base
 * @param documentId document
 * @param version version that is visible from now on
 * @param entries its entries with their vectors; empty when the document is gone
 */
public record IndexedDocument(
    String knowledgeBaseId, String documentId, long version, List<Vectorized> entries) {

  /** Copies the list. */
  public IndexedDocument {
    entries = List.copyOf(entries);
  }

  /**
   * An entry and its vectors, each of length one.
   *
   * @param entry the entry
   * @param questions one vector a question; empty when the entry has none or was never embedded
   * @param summary vector of the first question with the answer; null when never embedded
   * @param content vector of the answer alone; null when never embedded
   */
  public record Vectorized(
      KnowledgeEntry entry, List<float[]> questions, float[] summary, float[] content) {

    /** Copies the list. */
    public Vectorized {
      questions = List.copyOf(questions);
    }

    /** Whether there are vectors. */
    public boolean isEmbedded() {
      return summary != null && content != null;
    }
  }
}
