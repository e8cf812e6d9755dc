package io.kefu.rag.search;

import io.kefu.rag.index.Candidate;
import java.util.List;

/**
 * A candidate with everything that was computed for it.
 *
 * @param candidate the entry and the scores of both stages
 * @param fused fused score, vetoes taken off; up to about 1
 * @param features what the confidence is computed from, in the order of {@link Feature}
 * @param vetoes reasons that forbid certainty
 * @param unmentioned codes and measures of the question that the entry, a general one, leaves open
 * @param codeNamed whether the one code of the question stands in the entry's first question
 * @param identityVetoed whether one of them says that the entry is about something else
 */
public record Scored(
    Candidate candidate,
    double fused,
    double[] features,
    List<String> vetoes,
    List<String> unmentioned,
    boolean codeNamed,
    boolean identityVetoed) {}
