package io.kefu.rag.store;

import io.kefu.rag.knowledge.KnowledgeEntry;
import java.util.List;
import java.util.Optional;

/**
 * A version that shall become the current one.
 *
 * @param kind document or single entry
 * @param name name of the document
 * @param format its format
 * @param content its text, as it can be read back
 * @param contentHash hash of everything in it: the same hash again changes nothing
 * @param author who sent it, if a person did
 * @param draft whether it is kept without being searched
 * @param entries what is found of it
 */
public record NewVersion(
    DocumentKind kind,
    String name,
    String format,
    String content,
    String contentHash,
    Optional<String> author,
    boolean draft,
    List<KnowledgeEntry> entries) {

  /** Copies the list. */
  public NewVersion {
    entries = List.copyOf(entries);
  }
}
