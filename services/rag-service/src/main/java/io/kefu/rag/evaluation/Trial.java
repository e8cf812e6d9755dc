package io.kefu.rag.evaluation;

import io.kefu.rag.search.ConfidenceModel;
import io.kefu.rag.search.Scored;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * One labelled question after the search, before the confidence.
 *
 * @param set question set it belongs to
 * @param question the question
 * @param asked the question as the search reads it, brought to the one form
 * @param gold the entries that answer it; empty when none does
 * @param category kind of question
 * @param fold part of the cross-validation it belongs to
 * @param scored candidates
 * @param degraded whether only keywords were searched
 * @param nanos time of the search after the embedding
 */
record Trial(
    String set,
    String question,
    String asked,
    Set<String> gold,
    String category,
    int fold,
    List<Scored> scored,
    boolean degraded,
    long nanos) {

  /** An answer the system would give. */
  record Verdict(String entryId, double confidence) {}

  /** Candidates with their confidence, best first. */
  List<Verdict> verdicts(ConfidenceModel model) {
    return scored.stream()
        .map(
            one ->
                new Verdict(
                    one.candidate().stored().key().entryId(), model.confidence(one, degraded)))
        .sorted(Comparator.comparingDouble(Verdict::confidence).reversed())
        .toList();
  }

  /** Place of the right entry, from 1; 0 when it was not found. */
  int rank(ConfidenceModel model) {
    List<Verdict> verdicts = verdicts(model);
    for (int i = 0; i < verdicts.size(); i++) {
      if (gold.contains(verdicts.get(i).entryId())) {
        return i + 1;
      }
    }
    return 0;
  }
}
