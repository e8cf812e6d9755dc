package io.kefu.rag.search;

import io.kefu.rag.index.Candidate;
import io.kefu.rag.index.EntryVectors;
import io.kefu.rag.index.RetrievalEngine.Found;
import io.kefu.rag.index.StoredEntry;
import io.kefu.rag.search.LateInteraction.Match;
import io.kefu.rag.text.TextProfile;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Computes what the confidence rests on, in the order of {@link Feature}. Pure. */
final class Features {

  private static final int LONG_QUESTION = 20;

  private static final double NO_CONCEPT = 0.5;

  /** The commonest words count a little too. */
  private static final double LEAST_RARITY = 0.1;

  private static final double MOST_MISSING = 4;

  /** A veto's cost to a cosine's lead: cosines differ less than fused scores. */
  private static final double COSINE_COST = 0.6;

  private static final int COSINES_OF_AGREEMENT = 3;

  private Features() {}

  /**
   * What is the same for all candidates of a question.
   *
   * @param profile the question
   * @param found what the engine found
   * @param all the candidates that are looked at closely
   * @param matches how each of them compares with the question token by token
   * @param clauses vectors of the question's parts
   * @param bestKeyword best score of the keyword stage
   * @param foreignSubjects things of another trade that the question names
   */
  record Asked(
      TextProfile profile,
      Found found,
      List<Judged> all,
      Map<Judged, Match> matches,
      List<float[]> clauses,
      double bestKeyword,
      int foreignSubjects) {}

  static double[] of(Judged one, Asked asked) {
    TextProfile question = asked.profile();
    Found found = asked.found();
    List<Judged> all = asked.all();
    double bestKeyword = asked.bestKeyword();
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
    values[Feature.SUMMARY_LEAD.ordinal()] = cosineLead(one, all, j -> j.candidate().summary(), 1);
    values[Feature.QUESTION_LEAD.ordinal()] =
        cosineLead(one, all, j -> j.candidate().question(), 1);
    values[Feature.KEYWORD_LEAD.ordinal()] =
        bestKeyword == 0 ? 0 : lead(one, all, j -> j.candidate().keyword() / bestKeyword, 0);
    values[Feature.IDENTITY_VETOES.ordinal()] =
        Math.min(Ranking.MOST_COUNTED, one.all().identity().size() + asked.foreignSubjects());
    values[Feature.QUANTITY_VETOES.ordinal()] =
        Math.min(Ranking.MOST_COUNTED, one.all().quantity().size() + (one.noPrice() ? 1 : 0));
    values[Feature.UNMENTIONED.ordinal()] =
        Math.min(Ranking.MOST_COUNTED, one.all().unmentioned().size());
    values[Feature.EXACT_HITS.ordinal()] = Math.min(Ranking.MOST_COUNTED, one.exactHits());
    words(question, found, stored, values);
    values[Feature.SUMMARY_ABOVE.ordinal()] =
        candidate.summary()
            - all.stream().mapToDouble(j -> j.candidate().summary()).average().orElse(0);
    values[Feature.QUESTION_ABOVE.ordinal()] =
        candidate.question()
            - all.stream().mapToDouble(j -> j.candidate().question()).average().orElse(0);
    clauses(candidate, asked.clauses(), values);
    values[Feature.LENGTH.ordinal()] =
        Math.min(LONG_QUESTION, question.normalized().length()) / (double) LONG_QUESTION;
    tokens(one, asked, values);
    return values;
  }

  private static void tokens(Judged one, Asked asked, double[] values) {
    Map<Judged, Match> matches = asked.matches();
    List<Judged> all = asked.all();
    Match match = matches.get(one);
    values[Feature.TOKEN_SHARE.ordinal()] = match.share();
    values[Feature.TOKEN_ASKED.ordinal()] = match.asked();
    values[Feature.LEAST_TOKEN.ordinal()] = match.least();
    values[Feature.WORST_TOKEN.ordinal()] = match.worst();
    values[Feature.TOKENS_MISSING.ordinal()] = match.missing();
    values[Feature.AGREEMENT.ordinal()] = match.agreement();
    values[Feature.TOKEN_LEAD.ordinal()] = cosineLead(one, all, j -> matches.get(j).share(), 1);
    values[Feature.TOKEN_ASKED_LEAD.ordinal()] =
        cosineLead(one, all, j -> matches.get(j).asked(), 1);
    values[Feature.AGREEMENT_LEAD.ordinal()] =
        cosineLead(one, all, j -> matches.get(j).agreement(), COSINES_OF_AGREEMENT);
  }

  /** Lead of a sum of so many cosines. */
  private static double cosineLead(
      Judged one, List<Judged> all, ToDoubleFunction<Judged> cosines, int number) {
    return lead(
        one,
        all,
        j -> cosines.applyAsDouble(j) - number * COSINE_COST * j.cost(),
        number * Ranking.UNRELATED_COSINE);
  }

  private static void clauses(Candidate candidate, List<float[]> clauses, double[] values) {
    EntryVectors vectors = candidate.stored().vectors();
    boolean parted = vectors.isPresent() && !clauses.isEmpty();
    values[Feature.CLAUSE_QUESTION_COSINE.ordinal()] =
        parted ? nearest(clauses, vectors::question) : candidate.question();
    values[Feature.CLAUSE_SUMMARY_COSINE.ordinal()] =
        parted ? nearest(clauses, vectors::summary) : candidate.summary();
    values[Feature.CLAUSE_CONTENT_COSINE.ordinal()] =
        parted ? nearest(clauses, vectors::content) : candidate.content();
    values[Feature.CLAUSES.ordinal()] = Math.max(1, clauses.size());
  }

  private static double nearest(List<float[]> clauses, ToDoubleFunction<float[]> cosine) {
    return clauses.stream().mapToDouble(cosine).max().orElse(0);
  }

  static Optional<TextProfile.Word> head(TextProfile question) {
    return question.words().stream().findFirst();
  }

  private static void words(
      TextProfile question, Found found, StoredEntry stored, double[] values) {
    double total = 0;
    double covered = 0;
    double asked = 0;
    double missing = 0;
    double rarest = 0;
    double unknown = 0;
    for (TextProfile.Word word : question.words()) {
      double weight = word.rarity() + LEAST_RARITY;
      total += weight;
      asked += word.isIn(stored.questionTerms()::contains) ? weight : 0;
      if (word.isIn(stored.terms()::contains)) {
        covered += weight;
      } else {
        missing += word.rarity();
        rarest = Math.max(rarest, word.rarity());
        boolean nowhere = !word.isIn(term -> !found.unknown().contains(term));
        unknown = Math.max(unknown, word.name() && nowhere ? word.rarity() : 0);
      }
    }
    head(question)
        .filter(word -> word.name() && !word.isIn(stored.terms()::contains))
        .ifPresent(
            word -> {
              boolean known = word.isIn(term -> !found.unknown().contains(term));
              values[Feature.HEAD_MISSING.ordinal()] = word.rarity();
              values[Feature.HEAD_UNKNOWN.ordinal()] = known ? 0 : word.rarity();
            });
    int absent = 0;
    for (String subject : question.subjects()) {
      boolean elsewhere = !found.unknown().contains("@" + subject);
      absent += elsewhere && !stored.terms().contains("@" + subject) ? 1 : 0;
    }
    values[Feature.WORD_COVERAGE.ordinal()] = total == 0 ? NO_CONCEPT : covered / total;
    values[Feature.WORDS_ASKED.ordinal()] = total == 0 ? NO_CONCEPT : asked / total;
    values[Feature.MISSING_WORDS.ordinal()] = Math.min(MOST_MISSING, missing) / MOST_MISSING;
    values[Feature.RAREST_MISSING.ordinal()] = rarest;
    values[Feature.RAREST_UNKNOWN.ordinal()] = unknown;
    values[Feature.ABSENT_SUBJECTS.ordinal()] = Math.min(Ranking.MOST_COUNTED, absent);
    Likeness.Best best = Likeness.best(question.core(), stored.waysToAsk());
    values[Feature.LIKENESS.ordinal()] = best.likeness();
    values[Feature.LIKENESS_ASKED.ordinal()] = best.share();
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

  static double coverage(
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
