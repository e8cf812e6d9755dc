package io.kefu.rag.knowledge;

import io.kefu.rag.embedding.TokenVectors;
import java.util.List;

/**
 * An entry and its vectors, each of length one.
 *
 * @param entry the entry
 * @param questions one vector a question; empty when the entry has none or was never embedded
 * @param summary vector of the first question with the answer; null when never embedded
 * @param content vector of the answer alone; null when never embedded
 * @param summaryTokens tokens of the first question with the answer; none when never embedded
 * @param askedTokens tokens of all questions; none when there is no question, or never embedded
 */
public record VectorizedEntry(
    KnowledgeEntry entry,
    List<float[]> questions,
    float[] summary,
    float[] content,
    TokenVectors summaryTokens,
    TokenVectors askedTokens) {

  /** Copies the list. */
  public VectorizedEntry {
    questions = List.copyOf(questions);
  }

  /** An entry that is compared as a whole only. */
  public VectorizedEntry(
      KnowledgeEntry entry, List<float[]> questions, float[] summary, float[] content) {
    this(entry, questions, summary, content, TokenVectors.NONE, TokenVectors.NONE);
  }

  /** An entry that is found by its words alone. */
  public static VectorizedEntry withoutVectors(KnowledgeEntry entry) {
    return new VectorizedEntry(entry, List.of(), null, null);
  }

  /** Whether there are vectors. */
  public boolean isEmbedded() {
    return summary != null && content != null;
  }
}
