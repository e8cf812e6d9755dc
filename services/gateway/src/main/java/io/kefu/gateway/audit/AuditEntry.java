package io.kefu.gateway.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One administrative action, never changed and never deleted.
 *
 * @param auditId id, sorted by time
 * @param occurredAt when
 * @param actorKind agent or user
 * @param actor who
 * @param action what, such as {@code agent.created}
 * @param targetKind kind of what it was done to
 * @param target what it was done to
 * @param before what it was (absent when it is new)
 * @param after what it is (absent when it is gone)
 * @param address where the request came from
 */
public record AuditEntry(
    UUID auditId,
    Instant occurredAt,
    String actorKind,
    String actor,
    String action,
    String targetKind,
    String target,
    @Schema(type = SchemaType.OBJECT, implementation = Object.class) JsonNode before,
    @Schema(type = SchemaType.OBJECT, implementation = Object.class) JsonNode after,
    String address) {}
