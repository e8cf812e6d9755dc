package io.kefu.rag.store;

/**
 * Which document of which tenant.
 *
 * @param tenantId tenant
 * @param knowledgeBaseId knowledge base
 * @param documentId document
 */
public record DocumentRef(String tenantId, String knowledgeBaseId, String documentId) {}
