package io.kefu.rag.index;

/**
 * An entry that a search stage found.
 *
 * @param stored the entry
 * @param keyword BM25 score; 0 when the keyword stage did not find it
 * @param question cosine of the nearest way to ask; 0 without vectors
 * @param summary cosine of question and answer together; 0 without vectors
 * @param content cosine of the answer alone; 0 without vectors
 */
public record Candidate(
    StoredEntry stored, double keyword, double question, double summary, double content) {}
