package io.kefu.rag.evaluation;

import io.kefu.rag.search.ConfidenceModel.Coefficients;
import io.kefu.rag.search.Feature;
import java.util.List;

/**
 * Weighted logistic regression with a quadratic penalty, by Newton's method on standardised
 * features. Deterministic.
 */
final class LogisticFit {

  /** Strength of the penalty on standardised weights. */
  private static final double PENALTY = 1.0;

  private static final int MAX_STEPS = 50;
  private static final double CONVERGED = 1e-9;

  /**
   * One example.
   *
   * @param values features in the order of {@link Feature}
   * @param positive whether the candidate answers the question
   * @param weight how much it counts
   */
  record Example(double[] values, boolean positive, double weight) {}

  private LogisticFit() {}

  static Coefficients fit(List<Feature> features, List<Example> examples) {
    int size = features.size();
    double[] mean = new double[size];
    double[] deviation = new double[size];
    for (int f = 0; f < size; f++) {
      int column = features.get(f).ordinal();
      double sum = examples.stream().mapToDouble(e -> e.values()[column]).sum();
      double average = sum / examples.size();
      double square =
          examples.stream().mapToDouble(e -> Math.pow(e.values()[column] - average, 2)).sum();
      mean[f] = average;
      deviation[f] = Math.sqrt(square / examples.size()) + 1e-9;
    }
    double[] weights = new double[size + 1];
    for (int step = 0; step < MAX_STEPS; step++) {
      double[] gradient = new double[size + 1];
      double[][] hessian = new double[size + 1][size + 1];
      for (int f = 0; f < size; f++) {
        gradient[f] = -PENALTY * weights[f];
        hessian[f][f] = PENALTY;
      }
      hessian[size][size] = 1e-9;
      for (Example example : examples) {
        double[] x = new double[size + 1];
        double sum = weights[size];
        for (int f = 0; f < size; f++) {
          x[f] = (example.values()[features.get(f).ordinal()] - mean[f]) / deviation[f];
          sum += weights[f] * x[f];
        }
        x[size] = 1;
        double p = 1 / (1 + Math.exp(-sum));
        double error = ((example.positive() ? 1 : 0) - p) * example.weight();
        double curvature = p * (1 - p) * example.weight();
        for (int i = 0; i <= size; i++) {
          gradient[i] += error * x[i];
          for (int j = 0; j <= size; j++) {
            hessian[i][j] += curvature * x[i] * x[j];
          }
        }
      }
      double[] change = solve(hessian, gradient);
      double largest = 0;
      for (int i = 0; i <= size; i++) {
        weights[i] += change[i];
        largest = Math.max(largest, Math.abs(change[i]));
      }
      if (largest < CONVERGED) {
        break;
      }
    }
    double[] raw = new double[size];
    double intercept = weights[size];
    for (int f = 0; f < size; f++) {
      raw[f] = weights[f] / deviation[f];
      intercept -= raw[f] * mean[f];
    }
    return new Coefficients(features, raw, intercept);
  }

  /** Solves a symmetric positive system by elimination with pivots. */
  private static double[] solve(double[][] matrix, double[] right) {
    int n = right.length;
    double[] b = right.clone();
    for (int column = 0; column < n; column++) {
      int pivot = column;
      for (int row = column + 1; row < n; row++) {
        if (Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column])) {
          pivot = row;
        }
      }
      double[] swapped = matrix[column];
      matrix[column] = matrix[pivot];
      matrix[pivot] = swapped;
      double value = b[column];
      b[column] = b[pivot];
      b[pivot] = value;
      for (int row = column + 1; row < n; row++) {
        double factor = matrix[row][column] / matrix[column][column];
        for (int k = column; k < n; k++) {
          matrix[row][k] -= factor * matrix[column][k];
        }
        b[row] -= factor * b[column];
      }
    }
    double[] x = new double[n];
    for (int row = n - 1; row >= 0; row--) {
      double sum = b[row];
      for (int k = row + 1; k < n; k++) {
        sum -= matrix[row][k] * x[k];
      }
      x[row] = sum / matrix[row][row];
    }
    return x;
  }
}
