package io.kefu.contracts.chat;

import static java.util.Objects.requireNonNull;

/**
 * A file that belongs to a message, stored by reference.
 *
 * @param objectId id in the object store
 * @param name file name as WeChat shows it
 * @param size bytes, at least 0
 * @param sha256 lower-case hexadecimal digest of the content
 */
public record Attachment(String objectId, String name, long size, String sha256) {

  /** Checks that every required value is there. */
  public Attachment {
    requireNonNull(objectId, "object_id");
    requireNonNull(name, "name");
    requireNonNull(sha256, "sha256");
  }
}
