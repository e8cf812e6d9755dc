package io.kefu.rag.index;

/**
 * Where an entry stands within its tenant.
 *
 * @param knowledgeBaseId knowledge base
 * @param documentId document
 * @param entryId entry within the document
 */
public record EntryKey(String knowledgeBaseId, String documentId, String entryId) {}
