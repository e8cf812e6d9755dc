package io.kefu.rag.index;

/**
 * One version of an entry.
 *
 * @param key the entry
 * @param version version of its document
 */
public record VersionedKey(EntryKey key, long version) {}
