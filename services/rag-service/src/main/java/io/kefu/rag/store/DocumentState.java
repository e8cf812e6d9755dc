package io.kefu.rag.store;

import java.time.Instant;

/**
 * A document as it is known.
 *
 * @param ref which document
 * @param kind document or single entry
 * @param name its name
 * @param format its format
 * @param contentHash hash of name, format and content
 * @param version visible version, from 1
 * @param revision change of the tenant that made it visible
 * @param entries number of entries
 * @param updatedAt when it became visible
 */
public record DocumentState(
    DocumentRef ref,
    DocumentKind kind,
    String name,
    String format,
    String contentHash,
    long version,
    long revision,
    int entries,
    Instant updatedAt) {}
