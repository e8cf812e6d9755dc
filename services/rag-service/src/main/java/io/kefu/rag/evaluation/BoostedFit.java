package io.kefu.rag.evaluation;

import io.kefu.rag.search.BoostedTrees;
import io.kefu.rag.search.BoostedTrees.Tree;
import io.kefu.rag.search.Feature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Weighted gradient boosting of small trees on the logistic loss, with a share of the examples
 * drawn for each tree from a fixed seed: the same examples give the same trees.
 */
final class BoostedFit {

  private static final int TREES = 150;
  private static final double RATE = 0.06;
  private static final double SHARE = 0.7;
  private static final int BINS = 40;
  private static final long SEED = 20_261_122;

  /** Weight of examples that a leaf must have; fewer say too little. */
  private static final double LEAST_WEIGHT = 12;

  /** Holds small leaves near zero. */
  private static final double PENALTY = 1;

  /**
   * One example.
   *
   * @param values features in the order of {@link Feature}
   * @param positive whether the candidate answers the question
   * @param weight how much it counts
   */
  record Example(double[] values, boolean positive, double weight) {}

  private final Random random = new Random(SEED);
  private final List<Feature> features;
  private final double[][] edges;
  private final byte[][] bins;
  private final double[] label;
  private final double[] weight;
  private final double[] sum;
  private final double[] gradient;
  private final double[] curvature;

  private BoostedFit(List<Feature> features, List<Example> examples) {
    int size = examples.size();
    this.features = features;
    this.edges = new double[features.size()][];
    this.bins = new byte[features.size()][size];
    this.label = examples.stream().mapToDouble(one -> one.positive() ? 1 : 0).toArray();
    this.weight = examples.stream().mapToDouble(Example::weight).toArray();
    this.sum = new double[size];
    this.gradient = new double[size];
    this.curvature = new double[size];
    for (int f = 0; f < features.size(); f++) {
      int column = features.get(f).ordinal();
      double[] values = examples.stream().mapToDouble(one -> one.values()[column]).toArray();
      edges[f] = edges(values);
      for (int i = 0; i < size; i++) {
        bins[f][i] = (byte) bin(edges[f], values[i]);
      }
    }
  }

  static BoostedTrees fit(List<Feature> features, List<Example> examples) {
    return new BoostedFit(features, examples).run();
  }

  private BoostedTrees run() {
    double positive = 0;
    double all = 0;
    for (int i = 0; i < label.length; i++) {
      positive += label[i] * weight[i];
      all += weight[i];
    }
    double intercept = Math.log(positive / (all - positive));
    Arrays.fill(sum, intercept);
    List<Tree> trees = new ArrayList<>();
    for (int t = 0; t < TREES; t++) {
      int[] drawn = draw();
      for (int i = 0; i < sum.length; i++) {
        double p = 1 / (1 + Math.exp(-sum[i]));
        gradient[i] = (label[i] - p) * weight[i];
        curvature[i] = p * (1 - p) * weight[i];
      }
      Tree tree =
          new Tree(
              new Feature[BoostedTrees.DECISIONS],
              new double[BoostedTrees.DECISIONS],
              new double[2 * BoostedTrees.DECISIONS + 1]);
      grow(tree, 0, drawn, everything());
      trees.add(tree);
    }
    return new BoostedTrees(intercept, trees);
  }

  private int[] everything() {
    int[] all = new int[sum.length];
    Arrays.setAll(all, i -> i);
    return all;
  }

  private int[] draw() {
    return Arrays.stream(everything()).filter(i -> random.nextDouble() < SHARE).toArray();
  }

  /**
   * Grows a node.
   *
   * @param drawn examples that decide
   * @param all examples that are moved on, the others included
   */
  private void grow(Tree tree, int node, int[] drawn, int[] all) {
    tree.values()[node] = RATE * leaf(drawn);
    if (node >= BoostedTrees.DECISIONS) {
      for (int i : all) {
        sum[i] += tree.values()[node];
      }
      return;
    }
    int[] best = split(drawn);
    int feature = best[0];
    int last = best[1];
    tree.features()[node] = features.get(feature);
    // A leaf that is not divided sends everything to the left.
    tree.thresholds()[node] = last < 0 ? Double.MAX_VALUE : edges[feature][last];
    int limit = last < 0 ? BINS : last;
    grow(tree, 2 * node + 1, part(drawn, feature, limit, true), part(all, feature, limit, true));
    grow(tree, 2 * node + 2, part(drawn, feature, limit, false), part(all, feature, limit, false));
  }

  private int[] part(int[] of, int feature, int limit, boolean below) {
    return Arrays.stream(of).filter(i -> bins[feature][i] <= limit == below).toArray();
  }

  private double leaf(int[] of) {
    double g = 0;
    double h = PENALTY;
    for (int i : of) {
      g += gradient[i];
      h += curvature[i];
    }
    return g / h;
  }

  /** The feature, and the last bin that stays on the left; -1 when no division helps. */
  private int[] split(int[] of) {
    int[] best = {0, -1};
    double bestGain = 0;
    double[] g = new double[BINS + 1];
    double[] h = new double[BINS + 1];
    double[] w = new double[BINS + 1];
    for (int f = 0; f < features.size(); f++) {
      Arrays.fill(g, 0);
      Arrays.fill(h, 0);
      Arrays.fill(w, 0);
      double allG = 0;
      double allH = 0;
      double allW = 0;
      for (int i : of) {
        int bin = bins[f][i];
        g[bin] += gradient[i];
        h[bin] += curvature[i];
        w[bin] += weight[i];
        allG += gradient[i];
        allH += curvature[i];
        allW += weight[i];
      }
      double leftG = 0;
      double leftH = 0;
      double leftW = 0;
      for (int bin = 0; bin < edges[f].length; bin++) {
        leftG += g[bin];
        leftH += h[bin];
        leftW += w[bin];
        if (leftW >= LEAST_WEIGHT && allW - leftW >= LEAST_WEIGHT) {
          double gain = score(leftG, leftH) + score(allG - leftG, allH - leftH) - score(allG, allH);
          if (gain > bestGain + 1e-9) {
            bestGain = gain;
            best = new int[] {f, bin};
          }
        }
      }
    }
    return best;
  }

  private static double score(double g, double h) {
    return g * g / (h + PENALTY);
  }

  /** Where a feature may be divided: between quantiles, rounded as they will be written. */
  private static double[] edges(double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    double[] edges = new double[BINS - 1];
    for (int bin = 1; bin < BINS; bin++) {
      int place = bin * sorted.length / BINS;
      edges[bin - 1] = Math.floor(sorted[place] * 10_000) / 10_000;
    }
    return Arrays.stream(edges).distinct().toArray();
  }

  private static int bin(double[] edges, double value) {
    int bin = 0;
    while (bin < edges.length && value > edges[bin]) {
      bin++;
    }
    return bin;
  }
}
