package io.kefu.contracts.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;

/**
 * Record of {@code knowledge.changed}: a document version became visible or a document is gone.
 *
 * @param eventId UUIDv7 of this event
 * @param tenantId tenant
 * @param occurredAt when it happened
 * @param schemaVersion version of this event, from 1
 * @param knowledgeBaseId knowledge base
 * @param documentId document
 * @param version version that is visible from now on
 * @param change published or deleted
 */
public record KnowledgeChanged(
    UUID eventId,
    String tenantId,
    Instant occurredAt,
    int schemaVersion,
    String knowledgeBaseId,
    String documentId,
    long version,
    KnowledgeChange change)
    implements Event {

  /** Checks that every required value is there. */
  public KnowledgeChanged {
    requireNonNull(eventId, "event_id");
    requireNonNull(tenantId, "tenant_id");
    requireNonNull(occurredAt, "occurred_at");
    requireNonNull(knowledgeBaseId, "knowledge_base_id");
    requireNonNull(documentId, "document_id");
    requireNonNull(change, "change");
  }
}
