package io.kefu.rag.search;

import io.kefu.rag.embedding.Embedded;
import io.kefu.rag.embedding.TokenVectors;
import io.kefu.rag.index.Candidate;
import io.kefu.rag.index.EntryVectors;
import java.util.Optional;

/**
 * Compares a question with an entry token by token: every token of the question with the likest of
 * the entry's. A vector of the whole question blurs the one word on which the answer depends; here
 * it stands alone. Pure.
 */
final class LateInteraction {

  /** A token that the entry has nothing as like to is held to be missing, in part or wholly. */
  private static final double LIKE = 0.6;

  private static final double MOST_MISSING = 3;

  /**
   * How an entry compares with a question.
   *
   * @param share how well the entry covers the question's tokens, by their weights; a cosine
   * @param asked the same by its ways to ask alone; by the summary when it has none
   * @param least how well it covers the token that it covers least
   * @param worst how badly it lacks the token that matters most of those it lacks, by its weight
   *     relative to the mean; at least 0
   * @param missing how many tokens it lacks, by weight, up to 3
   * @param agreement both cosines and the share together
   */
  record Match(
      double share, double asked, double least, double worst, double missing, double agreement) {}

  private LateInteraction() {}

  /**
   * Compares; without tokens on either side the cosines of the whole texts stand for them.
   *
   * @param question what the model made of the question; empty when it was not there in time
   */
  static Match match(Optional<Embedded> question, Candidate candidate) {
    EntryVectors entry = candidate.stored().vectors();
    boolean comparable =
        question.isPresent()
            && question.get().weights().length > 0
            && entry.summaryTokens().dimensions() == question.get().tokens().dimensions()
            && entry.summaryTokens().size() > 0;
    return comparable
        ? byTokens(question.get(), candidate, entry)
        : byCosines(candidate.question(), candidate.summary());
  }

  private static Match byTokens(Embedded question, Candidate candidate, EntryVectors entry) {
    TokenVectors tokens = question.tokens();
    double[] summary = tokens.nearest(entry.summaryTokens());
    double[] asked =
        entry.askedTokens().size() == 0 ? summary : tokens.nearest(entry.askedTokens());
    double[] best = new double[summary.length];
    for (int i = 0; i < best.length; i++) {
      best[i] = Math.max(summary[i], asked[i]);
    }
    return of(question.weights(), best, asked, candidate.question() + candidate.summary());
  }

  /**
   * What follows from the tokens' cosines.
   *
   * @param weights one a token of the question, at least one
   * @param best cosine of each with the likest token of the entry
   * @param asked the same with the ways to ask
   * @param cosines sum of the cosines of question and summary
   */
  static Match of(float[] weights, double[] best, double[] asked, double cosines) {
    double total = 0;
    double covered = 0;
    double coveredAsked = 0;
    for (int i = 0; i < weights.length; i++) {
      total += weights[i];
      covered += weights[i] * best[i];
      coveredAsked += weights[i] * asked[i];
    }
    double scale = total > 0 ? 1 / total : 0;
    double least = 1;
    double worst = 0;
    double missing = 0;
    for (int i = 0; i < weights.length; i++) {
      double weight = weights[i] * scale * weights.length;
      least = Math.min(least, best[i]);
      worst = Math.max(worst, (1 - best[i]) * weight);
      missing += Math.max(0, LIKE - best[i]) * weight;
    }
    double share = covered * scale;
    return new Match(
        share,
        coveredAsked * scale,
        least,
        worst,
        Math.min(MOST_MISSING, missing),
        cosines + share);
  }

  /** As if the whole question were one token. */
  static Match byCosines(double question, double summary) {
    return new Match(
        summary,
        question,
        summary,
        Math.max(0, 1 - summary),
        Math.max(0, LIKE - summary),
        question + 2 * summary);
  }
}
