package io.kefu.rag.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Turns features into the probability that an entry answers the question. The trees are grown on
 * the labelled sets in {@code src/eval} and kept in a versioned resource; the caps are policy and
 * hold whatever the fit says. Immutable and thread-safe.
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

  /** Version of the trees that ship with this build. */
  public static final String CURRENT = "calibration-4.json";

  private final BoostedTrees hybrid;
  private final BoostedTrees keyword;

  /** A model of other trees, for fitting and tests. */
  public ConfidenceModel(BoostedTrees hybrid, BoostedTrees keyword) {
    this.hybrid = hybrid;
    this.keyword = keyword;
  }

  /** The trees of this build. */
  public static ConfidenceModel load() {
    try (InputStream in = ConfidenceModel.class.getResourceAsStream(CURRENT)) {
      JsonNode root = new JsonMapper().readTree(in);
      return new ConfidenceModel(
          BoostedTrees.of(root.get("hybrid")), BoostedTrees.of(root.get("keyword_only")));
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

  /** What each feature adds to the log-odds; what every candidate gets is not among it. */
  public Map<Feature, Double> contributions(Scored scored, boolean degraded) {
    BoostedTrees used = degraded ? keyword : hybrid;
    return used.contributions(scored.features());
  }
}
