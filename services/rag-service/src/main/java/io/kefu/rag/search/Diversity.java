package io.kefu.rag.search;

import io.kefu.rag.index.EntryVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Chooses which entries are shown when there are more than are wanted: the best one, and then each
 * time the one that is sure and says something new (maximal marginal relevance). Their order stays.
 * Pure.
 */
final class Diversity {

  /**
   * What an entry is judged by.
   *
   * @param confidence how sure it is, 0 to 1
   * @param vectors what it says
   */
  record Said(double confidence, EntryVectors vectors) {}

  private Diversity() {}

  /**
   * Places of the chosen entries, in their order.
   *
   * @param said entries, best first
   * @param wanted how many
   * @param diversity what sameness costs, 0 to 1
   */
  static Set<Integer> choose(List<Said> said, int wanted, double diversity) {
    Set<Integer> chosen = new TreeSet<>();
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < said.size(); i++) {
      left.add(i);
    }
    while (chosen.size() < wanted && !left.isEmpty()) {
      int best = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < left.size() && !chosen.isEmpty(); i++) {
        Said one = said.get(left.get(i));
        double value = (1 - diversity) * one.confidence() - diversity * sameness(one, chosen, said);
        if (value > most) {
          most = value;
          best = i;
        }
      }
      chosen.add(left.remove(best));
    }
    return chosen;
  }

  /** Likeness to the likest of the chosen, beyond what any two texts share. */
  private static double sameness(Said one, Set<Integer> chosen, List<Said> said) {
    double likest = 0;
    for (int place : chosen) {
      double likeness = one.vectors().contentSimilarity(said.get(place).vectors());
      likest = Math.max(likest, likeness);
    }
    return Math.max(0, (likest - Ranking.UNRELATED_COSINE) / (1 - Ranking.UNRELATED_COSINE));
  }
}
