package io.kefu.rag.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Turns features into the probability that an entry answers the question. The coefficients are
 * fitted on the labelled set in {@code src/eval} (logistic regression) and kept in a versioned
 * resource; the caps are policy and hold whatever the fit says. Immutable and thread-safe.
 */
public final class ConfidenceModel {

  /** An entry about another code, model or subject is not even offered for clarification. */
  static final double IDENTITY_CAP = 0.5;

  /** An entry that lacks a number of the question is never certain (domain.md §5: 0.75). */
  static final double QUANTITY_CAP = 0.74;

  /**
   * A likely entry whose first question names the very code that is asked for is certain enough.
   */
  static final double CODE_FLOOR = 0.8;

  private static final double LIKELY = 0.55;

  /** Version of the coefficients that ship with this build. */
  public static final String CURRENT = "calibration-2.json";

  /**
   * Coefficients of one logistic regression.
   *
   * @param features what they belong to
   * @param weights one a feature, for the value as it is
   * @param intercept added to the sum
   */
  public record Coefficients(List<Feature> features, double[] weights, double intercept) {

    /** Probability for feature values in the order of {@link Feature}. */
    public double probability(double[] values) {
      double sum = intercept;
      for (int i = 0; i < weights.length; i++) {
        sum += weights[i] * values[features.get(i).ordinal()];
      }
      return 1 / (1 + Math.exp(-sum));
    }
  }

  private final Coefficients hybrid;
  private final Coefficients keyword;

  /** A model of other coefficients, for fitting and tests. */
  public ConfidenceModel(Coefficients hybrid, Coefficients keyword) {
    this.hybrid = hybrid;
    this.keyword = keyword;
  }

  /** The coefficients of this build. */
  public static ConfidenceModel load() {
    try (InputStream in = ConfidenceModel.class.getResourceAsStream(CURRENT)) {
      JsonNode root = new JsonMapper().readTree(in);
      return new ConfidenceModel(
          coefficients(root.get("hybrid")), coefficients(root.get("keyword_only")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Confidence of a scored candidate, 0 to 1; {@code degraded} when the vector stage is missing.
   */
  public double confidence(Scored scored, boolean degraded) {
    double probability = (degraded ? keyword : hybrid).probability(scored.features());
    if (scored.identityVetoed()) {
      return Math.min(probability, IDENTITY_CAP);
    }
    if (!scored.vetoes().isEmpty()) {
      return Math.min(probability, QUANTITY_CAP);
    }
    boolean likely = probability >= LIKELY;
    return scored.codeNamed() && likely ? Math.max(probability, CODE_FLOOR) : probability;
  }

  /** What the fit alone says, before any cap. */
  public double probability(Scored scored, boolean degraded) {
    return (degraded ? keyword : hybrid).probability(scored.features());
  }

  /** What each feature adds to the log-odds; the intercept is not among them. */
  public Map<Feature, Double> contributions(Scored scored, boolean degraded) {
    Coefficients used = degraded ? keyword : hybrid;
    Map<Feature, Double> contributions = new EnumMap<>(Feature.class);
    for (int i = 0; i < used.weights().length; i++) {
      Feature feature = used.features().get(i);
      contributions.put(feature, used.weights()[i] * scored.features()[feature.ordinal()]);
    }
    return contributions;
  }

  private static Coefficients coefficients(JsonNode node) {
    List<Feature> features =
        node.get("weights")
            .propertyStream()
            .map(entry -> Feature.valueOf(entry.getKey().toUpperCase(Locale.ROOT)))
            .toList();
    double[] weights =
        node.get("weights").valueStream().mapToDouble(JsonNode::doubleValue).toArray();
    return new Coefficients(features, weights, node.get("intercept").doubleValue());
  }
}
