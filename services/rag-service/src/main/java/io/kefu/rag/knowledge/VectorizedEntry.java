package io.kefu.rag.knowledge;

import java.util.List;

/**
 * An entry and its vectors, each of length one.
 *
 * @param entry the entry
 * @param questions one vector a question; empty when the entry has none or was never embedded
 * @param summary vector of the first question with the answer; null when never embedded
 * @param content vector of the answer alone; null when never embedded
 */
public record VectorizedEntry(
    KnowledgeEntry entry, List<float[]> questions, float[] summary, float[] content) {

  /** Copies the list. */
  public VectorizedEntry {
    questions = List.copyOf(questions);
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
