package io.kefu.rag.search;

import io.kefu.rag.embedding.Embedded;
import io.kefu.rag.index.Candidate;
import io.kefu.rag.index.EntryVectors;
import io.kefu.rag.index.RetrievalEngine.Found;
import io.kefu.rag.index.StoredEntry;
import io.kefu.rag.text.ExactTokens;
import io.kefu.rag.text.TextProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fuses the two stages and computes what the confidence rests on. Half of the score is BM25
 * relative to the best hit, half the cosine between a floor and the best; codes, models and numbers
 * that do not agree cost score, so that E77 never leads with E03's entry. Pure and thread-safe.
 */
public final class Ranking {

  /** Candidates that are looked at closely. */
  private static final int DEPTH = 12;

  /**
   * Two answers this alike say the same: neither is the other's rival ({@code ./evaluate cosines}).
   */
  private static final double SAME_ANSWER = 0.9;

  /**
   * Cosine of a question with an entry that it has nothing to do with ({@code ./evaluate cosines}).
   */
  static final double UNRELATED_COSINE = 0.3;

  private static final double IDENTITY_COST = 0.25;
  private static final double QUANTITY_COST = 0.1;

  /** Between a general entry and one about this very value, the latter leads. */
  private static final double UNMENTIONED_COST = 0.03;

  /** An entry that shares the model, and not a word of what is asked about it. */
  private static final String VALUE_ONLY = "topic:absent";

  private static final double VALUE_ONLY_COST = 0.15;

  /** "哦哦这样啊": whatever is nearest to it answers nothing. */
  private static final String NOTHING_ASKED = "question:empty";

  /** Share of what is asked, by weight, below which an entry is held not to speak of it. */
  private static final double LEAST_TOPIC = 0.1;

  /** Share from which on two entries are held to speak of the same thing that is asked. */
  private static final double LEAST_SHARED_TOPIC = 0.3;

  private static final double EXACT_BONUS = 0.06;
  static final int MOST_COUNTED = 2;

  private Ranking() {}

  /**
   * Scores what an engine found, best first.
   *
   * @param embedded what the model made of the question; empty without vectors
   * @param clauses vectors of the question's parts; empty when it has one, or without vectors
   */
  public static List<Scored> rank(
      TextProfile question, Found found, Optional<Embedded> embedded, List<float[]> clauses) {
    List<String> foreign =
        question.subjects().stream()
            .filter(subject -> found.unknown().contains("@" + subject))
            .map(subject -> "subject:" + subject)
            .toList();
    if (asksNothing(question)) {
      foreign = List.of(NOTHING_ASKED);
    }
    List<String> unknownNames =
        question.words().stream()
            .filter(TextProfile.Word::isLatin)
            .filter(word -> !word.isIn(term -> !found.unknown().contains(term)))
            .map(word -> "word:" + word.text())
            .toList();
    double bestKeyword =
        found.candidates().stream().mapToDouble(Candidate::keyword).max().orElse(0);
    double bestCosine = found.candidates().stream().mapToDouble(Ranking::cosine).max().orElse(0);
    List<Judged> judged = new ArrayList<>();
    for (Candidate candidate : found.candidates()) {
      judged.add(judge(question, candidate, bestKeyword, bestCosine, found));
    }
    judged.sort(
        Comparator.comparingDouble(Judged::fused)
            .reversed()
            .thenComparing(j -> j.candidate().stored().key().toString()));
    List<Judged> best = withoutRepetitions(judged);
    Map<Judged, LateInteraction.Match> matches = new IdentityHashMap<>();
    best.forEach(one -> matches.put(one, LateInteraction.match(embedded, one.candidate())));
    Features.Asked asked =
        new Features.Asked(question, found, best, matches, clauses, bestKeyword, foreign.size());
    List<Scored> scored = new ArrayList<>();
    for (Judged one : best) {
      List<String> vetoes = new ArrayList<>(foreign);
      vetoes.addAll(one.all().vetoes());
      if (one.valueOnly()) {
        vetoes.add(VALUE_ONLY);
      }
      vetoes.addAll(Money.vetoes(question, one.candidate().stored(), one.noPrice()));
      vetoes.addAll(unknownNames);
      vetoes.addAll(otherHead(question, one.candidate().stored()));
      vetoes.addAll(dependsOn(one, judged));
      scored.add(
          new Scored(
              one.candidate(),
              one.fused(),
              Features.of(one, asked),
              List.copyOf(vetoes),
              one.all().unmentioned(),
              namesItsCode(question, one),
              !foreign.isEmpty() || !one.all().identity().isEmpty()));
    }
    return scored;
  }

  private static boolean namesItsCode(TextProfile question, Judged one) {
    Set<String> codes = question.exact().codes();
    return codes.size() == 1 && one.candidate().stored().exact().first().codes().containsAll(codes);
  }

  private static boolean asksNothing(TextProfile question) {
    return question.exact().isEmpty()
        && question.concepts().isEmpty()
        && question.words().stream().mapToInt(word -> word.text().length()).sum() < 2;
  }

  /** A thing of another trade that stands first is what is asked about: 手机充电线多长. */
  private static List<String> otherHead(TextProfile question, StoredEntry stored) {
    return Features.head(question).stream()
        .flatMap(
            word ->
                question.subjects().stream()
                    .filter(one -> one.startsWith(word.text()) || word.text().startsWith(one)))
        .filter(subject -> !stored.terms().contains("@" + subject))
        .map(subject -> "subject:" + subject)
        .toList();
  }

  /**
   * A general entry answers for 160 kW as well, unless other entries speak of the same for other
   * values: which cable depends on the power, and that of 120 kW is in an entry of its own.
   */
  private static List<String> dependsOn(Judged one, List<Judged> all) {
    return one.all().unmentioned().stream()
        .filter(
            value ->
                all.stream()
                    .filter(other -> other.all().identity().contains(value))
                    .anyMatch(
                        other ->
                            other.topic() >= LEAST_SHARED_TOPIC && other.topic() >= one.topic()))
        .map(value -> "depends:" + value)
        .toList();
  }

  private static Judged judge(
      TextProfile question,
      Candidate candidate,
      double bestKeyword,
      double bestCosine,
      Found found) {
    StoredEntry stored = candidate.stored();
    boolean dependsOnValue =
        question.concepts().contains(Money.PRICE) && stored.exact().namesMoney();
    ExactTokens.Comparison all =
        question
            .exact()
            .compareWith(
                stored.exact(), term -> !dependsOnValue && !found.unknown().contains(term));
    ExactTokens asked = stored.exact().asked();
    int exactHits = question.exact().compareWith(asked, asked).hits();
    double topic = Features.coverage(question.topicTerms(), found.weights(), stored);
    boolean valueOnly = all.hits() > 0 && !question.topicTerms().isEmpty() && topic < LEAST_TOPIC;
    boolean noPrice = Money.isUnsaid(question, stored);
    double cost =
        (valueOnly ? VALUE_ONLY_COST : 0)
            + IDENTITY_COST * Math.min(MOST_COUNTED, all.identity().size())
            + QUANTITY_COST * Math.min(MOST_COUNTED, all.quantity().size() + (noPrice ? 1 : 0))
            + UNMENTIONED_COST * Math.min(MOST_COUNTED, all.unmentioned().size());
    double keyword = bestKeyword == 0 ? 0 : candidate.keyword() / bestKeyword;
    double range = bestCosine - UNRELATED_COSINE;
    double cosine = range <= 0 ? 0 : (cosine(candidate) - UNRELATED_COSINE) / range;
    boolean hybrid = bestCosine > 0;
    double fused = hybrid ? 0.5 * keyword + 0.5 * Math.max(0, cosine) : keyword;
    fused += EXACT_BONUS * Math.min(MOST_COUNTED, exactHits) - cost;
    return new Judged(candidate, all, exactHits, valueOnly, noPrice, topic, cost, fused);
  }

  /** Question and answer, and the way it is asked: together better than either (dev set). */
  private static double cosine(Candidate candidate) {
    return (candidate.question() + candidate.summary()) / 2;
  }

  private static List<Judged> withoutRepetitions(List<Judged> judged) {
    List<Judged> kept = new ArrayList<>();
    for (Judged one : judged) {
      boolean repeated = kept.stream().anyMatch(other -> sameAnswer(one, other));
      if (!repeated) {
        kept.add(one);
      }
      if (kept.size() == DEPTH) {
        break;
      }
    }
    return kept;
  }

  private static boolean sameAnswer(Judged one, Judged other) {
    StoredEntry a = one.candidate().stored();
    StoredEntry b = other.candidate().stored();
    if (a.entry().content().equals(b.entry().content())) {
      return true;
    }
    EntryVectors vectors = a.vectors();
    return vectors.contentSimilarity(b.vectors()) > SAME_ANSWER && a.exact().equals(b.exact());
  }
}
