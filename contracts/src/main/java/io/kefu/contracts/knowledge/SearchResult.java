package io.kefu.contracts.knowledge;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What the retrieval service found.
 *
 * @param hits best first
 * @param confidence confidence of the best hit; 0 without one
 * @param degraded whether the vector stage was missing
 * @param latencyMs time of the whole search
 * @param embedMs time of the embedding (optional)
 */
public record SearchResult(
    List<SearchHit> hits, double confidence, boolean degraded, long latencyMs, Long embedMs) {

  /** Checks that every required value is there. */
  public SearchResult {
    hits = List.copyOf(requireNonNull(hits, "hits"));
  }
}
