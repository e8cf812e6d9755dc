package io.kefu.local.migration;

import java.time.ZoneId;

/**
 * What goes where.
 *
 * @param agentId the agent that takes the predecessor's place
 * @param source names the predecessor; part of the messages' ids, so two installations do not mix
 * @param knowledgeBase knowledge base of the documents
 * @param zone of the predecessor's local times
 */
public record MigrationPlan(String agentId, String source, String knowledgeBase, ZoneId zone) {}
