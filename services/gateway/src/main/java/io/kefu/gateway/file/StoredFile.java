package io.kefu.gateway.file;

import java.time.Instant;
import java.util.UUID;

/**
 * A file that can be fetched.
 *
 * @param fileId id; the {@code object_id} of attachments
 * @param name what it was called
 * @param contentType what it is
 * @param size bytes
 * @param sha256 hash, lower-case hexadecimal
 * @param uploadedBy agent or person, such as {@code agent:agent_001}
 * @param createdAt when it came
 * @param expiresAt when it will be deleted
 */
public record StoredFile(
    UUID fileId,
    String name,
    String contentType,
    long size,
    String sha256,
    String uploadedBy,
    Instant createdAt,
    Instant expiresAt) {

  /** Its key in the store. */
  String key(String tenantId) {
    return tenantId + "/" + fileId;
  }
}
