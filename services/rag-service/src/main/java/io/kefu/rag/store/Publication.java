package io.kefu.rag.store;

/**
 * What storing a document led to.
 *
 * @param state the document as it is visible now
 * @param changed false when the very same content was visible already
 */
public record Publication(DocumentState state, boolean changed) {}
