package io.kefu.rag.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A sum of small decision trees, as log-odds. Trees see what a weighted sum of features cannot:
 * that a missing rare word matters little where the wording is nearly equal, and everything where
 * it is not. Immutable and thread-safe.
 *
 * @param intercept log-odds before any tree
 * @param trees the trees
 */
public record BoostedTrees(double intercept, List<Tree> trees) {

  /** Levels of decisions in a tree. */
  public static final int DEPTH = 3;

  /** Decisions of a tree. */
  public static final int DECISIONS = (1 << DEPTH) - 1;

  private static final int NODES = (1 << (DEPTH + 1)) - 1;

  /**
   * A complete binary tree in the order of a heap: the children of node n are 2n+1 (not above the
   * threshold) and 2n+2 (above it).
   *
   * @param features what each decision looks at
   * @param thresholds and where it divides
   * @param values log-odds of each node, those of decisions included, to explain a sum
   */
  public record Tree(Feature[] features, double[] thresholds, double[] values) {

    private int child(int node, double[] of) {
      return 2 * node + (of[features[node].ordinal()] > thresholds[node] ? 2 : 1);
    }

    /** Log-odds that this tree adds. */
    public double value(double[] of) {
      int node = 0;
      while (node < DECISIONS) {
        node = child(node, of);
      }
      return values[node];
    }
  }

  /** Probability for feature values in the order of {@link Feature}. */
  public double probability(double[] of) {
    double sum = intercept;
    for (Tree tree : trees) {
      sum += tree.value(of);
    }
    return 1 / (1 + Math.exp(-sum));
  }

  /** What each feature's decisions add to the log-odds, along the paths that were taken. */
  public Map<Feature, Double> contributions(double[] of) {
    Map<Feature, Double> contributions = new EnumMap<>(Feature.class);
    for (Tree tree : trees) {
      int node = 0;
      while (node < DECISIONS) {
        int child = tree.child(node, of);
        double difference = tree.values()[child] - tree.values()[node];
        contributions.merge(tree.features()[node], difference, Double::sum);
        node = child;
      }
    }
    return contributions;
  }

  static BoostedTrees of(JsonNode node) {
    List<Tree> trees = node.get("trees").valueStream().map(BoostedTrees::tree).toList();
    return new BoostedTrees(node.get("intercept").doubleValue(), trees);
  }

  private static Tree tree(JsonNode node) {
    Feature[] features =
        node.get("features")
            .valueStream()
            .map(name -> Feature.valueOf(name.textValue().toUpperCase(Locale.ROOT)))
            .toArray(Feature[]::new);
    double[] thresholds = numbers(node.get("thresholds"));
    double[] values = numbers(node.get("values"));
    if (features.length != DECISIONS || thresholds.length != DECISIONS || values.length != NODES) {
      throw new IllegalArgumentException("a tree of the calibration is not complete");
    }
    return new Tree(features, thresholds, values);
  }

  private static double[] numbers(JsonNode node) {
    return node.valueStream().mapToDouble(JsonNode::doubleValue).toArray();
  }
}
