package io.kefu.gateway.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/**
 * A command to an agent and what became of it.
 *
 * @param commandId id
 * @param agentId agent
 * @param name command
 * @param args arguments
 * @param status PENDING, DONE, FAILED, UNSUPPORTED or EXPIRED
 * @param result what it returned (absent until then)
 * @param error why it failed (absent otherwise)
 * @param issuedBy who asked for it
 * @param issuedAt when
 * @param expiresAt not begun after this
 * @param finishedAt when it ended (absent until then)
 */
public record IssuedCommand(
    UUID commandId,
    String agentId,
    String name,
    JsonNode args,
    String status,
    JsonNode result,
    String error,
    String issuedBy,
    Instant issuedAt,
    Instant expiresAt,
    Instant finishedAt) {}
