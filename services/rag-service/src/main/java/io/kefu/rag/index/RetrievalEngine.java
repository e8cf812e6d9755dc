package io.kefu.rag.index;

import io.kefu.rag.text.TextProfile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what may answer a question, within one tenant. The port behind which the engine can be
 * changed: Lucene in this process, or a vector database for more than about a million passages.
 * Implementations are thread-safe and block the calling thread.
 */
public interface RetrievalEngine {

  /**
   * A question and where to look for its answer.
   *
   * @param profile the question
   * @param vector its vector; without one only keywords are searched
   * @param knowledgeBaseIds look in these only; empty for all of the tenant
   * @param tags take entries with one of these only; empty for all
   * @param at the moment at which an entry must be valid; empty: whatever its dates
   * @param without entry ids to pass over (for evaluation: what if it were not there?)
   */
  record Query(
      TextProfile profile,
      Optional<float[]> vector,
      Set<String> knowledgeBaseIds,
      Set<String> tags,
      Optional<Instant> at,
      Set<String> without) {

    /** A question to all of a tenant's knowledge. */
    public static Query of(TextProfile profile, Optional<float[]> vector) {
      return new Query(profile, vector, Set.of(), Set.of(), Optional.empty(), Set.of());
    }
  }

  /**
   * What one search found.
   *
   * @param candidates every entry that either stage found, in no order
   * @param weights weight of the question's content terms, characters and subjects: high for rare
   *     ones
   * @param unknown the question's terms, and terms of its exact parts, that no entry of the tenant
   *     has
   * @param vectorStageFailed whether there was a vector, and the stage that compares it failed
   */
  record Found(
      List<Candidate> candidates,
      Map<String, Double> weights,
      Set<String> unknown,
      boolean vectorStageFailed) {

    /** Every stage that was asked for answered. */
    public Found(List<Candidate> candidates, Map<String, Double> weights, Set<String> unknown) {
      this(candidates, weights, unknown, false);
    }

    /** The same, found without the vector stage that was asked for. */
    public Found withoutVectorStage() {
      return new Found(candidates, weights, unknown, true);
    }
  }

  /**
   * A normalised question as it was meant: what was typed by sound, and no entry has, is replaced
   * by the like-sounding word that entries have. The same text when there is nothing to correct.
   */
  String spelled(String tenantId, String normalized);

  /** Searches one tenant's entries; a tenant without knowledge has no candidates. */
  Found search(String tenantId, Query query);

  /**
   * What stands around passages in their sections, of that very version: a passage whose version is
   * gone in the meantime has nothing around it.
   *
   * @param characters most for each passage, both sides together
   */
  Map<VersionedKey, Surroundings> around(
      String tenantId, List<VersionedKey> passages, int characters);
}
