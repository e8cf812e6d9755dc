package io.kefu.rag.search;

import io.kefu.rag.index.Candidate;
import io.kefu.rag.index.EntryVectors;
import io.kefu.rag.index.RetrievalEngine.Found;
import io.kefu.rag.index.StoredEntry;
import io.kefu.rag.text.ExactTokens;
import io.kefu.rag.text.TextProfile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Fuses the two stages and computes what the confidence rests on. Half of the score is BM25
 * relative to the best hit, half the cosine between a floor and the best; codes, models and numbers
 * that do not agree cost score, so that E77 never leads with E03's entry. Pure and thread-safe.
 */
public final class Ranking {

  /** Candidates that are looked at closely. */
  private static final int DEPTH = 12;

  /** Two answers this alike say the same: neither is the other's rival. */
  private static final double SAME_ANSWER = 0.96;

  /** Cosine that two unrelated texts have with this model, about. */
  private static final double UNRELATED_COSINE = 0.35;

  private static final double IDENTITY_COST = 0.25;
  private static final double QUANTITY_COST = 0.1;

  /** Between a general entry and one about this very value, the latter leads. */
  private static final double UNMENTIONED_COST = 0.03;

  /** What nobody may infer from a general entry: the price of one power is not that of all. */
  private static final String PRICE = "#价格";

  /** An entry that shares the model, and not a word of what is asked about it. */
  private static final String VALUE_ONLY = "topic:absent";

  private static final double VALUE_ONLY_COST = 0.15;

  /** What something costs, or how much less: asked of an entry that says nothing of money. */
  private static final List<String> MONEY = List.of("#价格", "#优惠");

  private static final String NO_PRICE = "price:absent";

  /** "哦哦这样啊": whatever is nearest to it answers nothing. */
  private static final String NOTHING_ASKED = "question:empty";

  /** Share of what is asked, by weight, below which an entry is held not to speak of it. */
  private static final double LEAST_TOPIC = 0.1;

  private static final double EXACT_BONUS = 0.06;
  private static final int MOST_COUNTED = 2;

  /** A veto's cost to a cosine's lead: cosines differ less than fused scores. */
  private static final double COSINE_COST = 0.6;

  private static final int LONG_QUESTION = 20;
  private static final double NO_CONCEPT = 0.5;

  private Ranking() {}

  private record Judged(
      Candidate candidate,
      ExactTokens.Comparison all,
      int exactHits,
      boolean valueOnly,
      boolean noPrice,
      double cost,
      double fused) {}

  /** Scores what an engine found, best first. */
  public static List<Scored> rank(TextProfile question, Found found) {
    List<String> foreign =
        question.subjects().stream()
            .filter(subject -> found.unknown().contains("@" + subject))
            .map(subject -> "subject:" + subject)
            .toList();
    if (asksNothing(question)) {
      foreign = List.of(NOTHING_ASKED);
    }
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
    List<Scored> scored = new ArrayList<>();
    for (Judged one : best) {
      List<String> vetoes = new ArrayList<>(foreign);
      vetoes.addAll(one.all().vetoes());
      if (one.valueOnly()) {
        vetoes.add(VALUE_ONLY);
      }
      if (one.noPrice()) {
        vetoes.add(NO_PRICE);
      }
      question.subjects().stream()
          .filter(subject -> !found.unknown().contains("@" + subject))
          .filter(subject -> !one.candidate().stored().terms().contains("@" + subject))
          .forEach(subject -> vetoes.add("subject:" + subject));
      scored.add(
          new Scored(
              one.candidate(),
              one.fused(),
              features(question, found, one, best, bestKeyword, foreign.size()),
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
        && question.contentTerms().stream().noneMatch(term -> term.length() > 1);
  }

  private static Judged judge(
      TextProfile question,
      Candidate candidate,
      double bestKeyword,
      double bestCosine,
      Found found) {
    StoredEntry stored = candidate.stored();
    boolean dependsOnValue = question.concepts().contains(PRICE) && stored.exact().namesMoney();
    ExactTokens.Comparison all =
        question
            .exact()
            .compareWith(
                stored.exact(), term -> !dependsOnValue && !found.unknown().contains(term));
    ExactTokens asked = stored.exact().asked();
    int exactHits = question.exact().compareWith(asked, asked).hits();
    boolean valueOnly =
        all.hits() > 0
            && !question.topicTerms().isEmpty()
            && coverage(question.topicTerms(), found.weights(), stored) < LEAST_TOPIC;
    boolean noPrice =
        MONEY.stream().anyMatch(question.concepts()::contains)
            && MONEY.stream().noneMatch(stored.questionTerms()::contains)
            && !stored.exact().namesMoney();
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
    return new Judged(candidate, all, exactHits, valueOnly, noPrice, cost, fused);
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

  private static double[] features(
      TextProfile question,
      Found found,
      Judged one,
      List<Judged> all,
      double bestKeyword,
      int foreignSubjects) {
    Candidate candidate = one.candidate();
    StoredEntry stored = candidate.stored();
    double[] values = new double[Feature.values().length];
    values[Feature.QUESTION_COSINE.ordinal()] = candidate.question();
    values[Feature.SUMMARY_COSINE.ordinal()] = candidate.summary();
    values[Feature.CONTENT_COSINE.ordinal()] = candidate.content();
    values[Feature.COVERAGE.ordinal()] = coverage(question.contentTerms(), found.weights(), stored);
    values[Feature.CHARACTER_COVERAGE.ordinal()] =
        coverage(question.characters(), found.weights(), stored);
    values[Feature.CONCEPT_COVERAGE.ordinal()] = concepts(question.concepts(), stored);
    values[Feature.FUSED_LEAD.ordinal()] = lead(one, all, Judged::fused, 0);
    values[Feature.SUMMARY_LEAD.ordinal()] =
        lead(one, all, j -> j.candidate().summary() - COSINE_COST * j.cost(), UNRELATED_COSINE);
    values[Feature.QUESTION_LEAD.ordinal()] =
        lead(one, all, j -> j.candidate().question() - COSINE_COST * j.cost(), UNRELATED_COSINE);
    values[Feature.KEYWORD_LEAD.ordinal()] =
        bestKeyword == 0 ? 0 : lead(one, all, j -> j.candidate().keyword() / bestKeyword, 0);
    values[Feature.IDENTITY_VETOES.ordinal()] =
        Math.min(MOST_COUNTED, one.all().identity().size() + foreignSubjects);
    values[Feature.QUANTITY_VETOES.ordinal()] =
        Math.min(MOST_COUNTED, one.all().quantity().size() + (one.noPrice() ? 1 : 0));
    values[Feature.UNMENTIONED.ordinal()] = Math.min(MOST_COUNTED, one.all().unmentioned().size());
    values[Feature.EXACT_HITS.ordinal()] = Math.min(MOST_COUNTED, one.exactHits());
    words(question, found, stored, values);
    values[Feature.SUMMARY_ABOVE.ordinal()] =
        candidate.summary()
            - all.stream().mapToDouble(j -> j.candidate().summary()).average().orElse(0);
    values[Feature.QUESTION_ABOVE.ordinal()] =
        candidate.question()
            - all.stream().mapToDouble(j -> j.candidate().question()).average().orElse(0);
    values[Feature.LENGTH.ordinal()] =
        Math.min(LONG_QUESTION, question.normalized().length()) / (double) LONG_QUESTION;
    return values;
  }

  private static void words(
      TextProfile question, Found found, StoredEntry stored, double[] values) {
    double total = 0;
    double covered = 0;
    int unknown = 0;
    int absent = 0;
    for (TextProfile.Word word : question.words()) {
      double weight =
          word.groups().stream()
              .mapToDouble(group -> found.weights().getOrDefault(group, 0.0))
              .min()
              .orElse(0);
      boolean has = word.groups().stream().anyMatch(stored.terms()::contains);
      total += weight;
      covered += has ? weight : 0;
      if (word.thing() && !has) {
        boolean nowhere = word.groups().stream().allMatch(found.unknown()::contains);
        unknown += nowhere ? 1 : 0;
        absent += nowhere ? 0 : 1;
      }
    }
    for (String subject : question.subjects()) {
      boolean elsewhere = !found.unknown().contains("@" + subject);
      absent += elsewhere && !stored.terms().contains("@" + subject) ? 1 : 0;
    }
    values[Feature.WORD_COVERAGE.ordinal()] = total == 0 ? NO_CONCEPT : covered / total;
    values[Feature.UNKNOWN_THINGS.ordinal()] = Math.min(MOST_COUNTED, unknown);
    values[Feature.ABSENT_THINGS.ordinal()] = Math.min(MOST_COUNTED, absent);
  }

  /**
   * How far ahead of the best rival; of {@code alone} when there is none. An entry about another
   * code is no rival of one about the right code, however alike they are worded; nor is one that
   * leaves the code open.
   */
  private static double lead(
      Judged one, List<Judged> all, ToDoubleFunction<Judged> score, double alone) {
    boolean sameThing = one.all().identity().isEmpty();
    boolean named = sameThing && one.all().unmentioned().isEmpty();
    double rival =
        all.stream()
            .filter(other -> other != one)
            .filter(other -> !sameThing || other.all().identity().isEmpty())
            .filter(other -> !named || other.all().unmentioned().isEmpty())
            .mapToDouble(score)
            .max()
            .orElse(alone);
    return score.applyAsDouble(one) - Math.max(rival, alone);
  }

  private static double coverage(
      Collection<String> terms, Map<String, Double> weights, StoredEntry stored) {
    double total = 0;
    double covered = 0;
    for (String term : terms) {
      double weight = weights.getOrDefault(term, 0.0);
      total += weight;
      if (stored.terms().contains(term)) {
        covered += weight;
      }
    }
    return total == 0 ? 0 : covered / total;
  }

  private static double concepts(Set<String> concepts, StoredEntry stored) {
    if (concepts.isEmpty()) {
      return NO_CONCEPT;
    }
    long known = concepts.stream().filter(stored.questionTerms()::contains).count();
    return known / (double) concepts.size();
  }
}
