package io.kefu.rag.ingest;

import io.kefu.rag.knowledge.KnowledgeEntry;
import java.util.List;

/** What a parser made of a document. */
public sealed interface ParsedDocument {

  /** The document was understood; never empty. */
  record Parsed(List<KnowledgeEntry> entries) implements ParsedDocument {}

  /** The document cannot be used; nothing of it was taken. */
  record Rejected(List<Fault> faults) implements ParsedDocument {}

  /**
   * What is wrong and where.
   *
   * @param place line or row, from 1, as a person would look for it
   * @param message what to change
   */
  record Fault(String place, String message) {}
}
