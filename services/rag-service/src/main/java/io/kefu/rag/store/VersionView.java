package io.kefu.rag.store;

import java.time.Instant;

/**
 * A version in the history of a document or entry.
 *
 * @param version version, from 1
 * @param name name it had
 * @param author who sent it; null when unknown
 * @param createdAt when
 */
public record VersionView(long version, String name, String author, Instant createdAt) {}
