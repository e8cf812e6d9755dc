package io.kefu.gateway.operator;

import java.time.Instant;

/**
 * Something an operator may see, written once for all sockets.
 *
 * @param tenantId whose it is; no other tenant's socket gets it
 * @param eventId the same on every replica, for resuming
 * @param agentId agent it is about
 * @param chatId chat it is about; null when it is about the agent
 * @param frame the text frame
 * @param seenAt when this replica saw it
 */
record LiveEvent(
    String tenantId, String eventId, String agentId, String chatId, String frame, Instant seenAt) {}
