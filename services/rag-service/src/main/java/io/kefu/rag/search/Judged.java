package io.kefu.rag.search;

import io.kefu.rag.index.Candidate;
import io.kefu.rag.text.ExactTokens;

/**
 * A candidate while it is being ranked.
 *
 * @param candidate the entry and the scores of both stages
 * @param all how its codes and numbers compare with the question's
 * @param exactHits how many of its own questions' agree
 * @param valueOnly whether it shares the value, and not a word of what is asked about it
 * @param noPrice whether money is asked about and it says nothing of it
 * @param topic share of what is asked, by weight, that it has
 * @param cost what its vetoes took off the score
 * @param fused the score
 */
record Judged(
    Candidate candidate,
    ExactTokens.Comparison all,
    int exactHits,
    boolean valueOnly,
    boolean noPrice,
    double topic,
    double cost,
    double fused) {}
