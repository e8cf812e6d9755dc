package io.kefu.rag.index;

import io.kefu.rag.knowledge.VectorizedEntry;
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
    String knowledgeBaseId, String documentId, long version, List<VectorizedEntry> entries) {

  /** Copies the list. */
  public IndexedDocument {
    entries = List.copyOf(entries);
  }
}
