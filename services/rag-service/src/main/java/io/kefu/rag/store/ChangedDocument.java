package io.kefu.rag.store;

import io.kefu.rag.knowledge.KnowledgeEntry;
import java.util.List;

/**
 * A document that changed after some revision.
 *
 * @param ref which document
 * @param version visible version
 * @param revision change that made it so
 * @param entries its entries; empty when it was deleted
 */
public record ChangedDocument(
    DocumentRef ref, long version, long revision, List<KnowledgeEntry> entries) {

  /** Copies the list. */
  public ChangedDocument {
    entries = List.copyOf(entries);
  }
}
