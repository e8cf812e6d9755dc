package io.kefu.rag.entry;

import java.time.Instant;
import java.util.List;

/**
 * A question/answer entry.
 *
 * @param entryId its id
 * @param knowledgeBaseId knowledge base
 * @param version current version, which is also its ETag
 * @param questions ways to ask
 * @param answer the answer
 * @param title heading; empty without one
 * @param tags tags
 * @param status draft or approved
 * @param validFrom first moment at which it may be found (optional)
 * @param validTo first moment at which it may be found no more (optional)
 * @param updatedAt when this version was stored
 */
public record EntryView(
    String entryId,
    String knowledgeBaseId,
    long version,
    List<String> questions,
    String answer,
    String title,
    List<String> tags,
    EntryStatus status,
    Instant validFrom,
    Instant validTo,
    Instant updatedAt) {}
