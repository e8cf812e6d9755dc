package io.kefu.message.learning;

import java.time.Instant;
import java.util.UUID;

/**
 * A pair that a person may take into the knowledge base.
 *
 * @param state PENDING, PUBLISHING (approved, on its way), APPROVED or REJECTED
 * @param occurrences how often the pair came up
 * @param knowledgeBase where it goes or went; absent before approval
 * @param reason why it was rejected
 * @param documentId its document in the knowledge base
 * @param lastError why publishing failed last
 * @param version counts its changes; the ETag
 */
public record Candidate(
    UUID candidateId,
    String state,
    String question,
    String answer,
    int occurrences,
    UUID conversationId,
    String agentId,
    String knowledgeBase,
    String decidedBy,
    Instant decidedAt,
    String reason,
    String documentId,
    String lastError,
    Instant createdAt,
    long version) {}
