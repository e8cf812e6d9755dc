package io.kefu.rag.hittest;

import io.kefu.rag.embedding.Embedded;
import io.kefu.rag.embedding.QueryEmbedding;
import io.kefu.rag.hittest.HitTestView.Expected;
import io.kefu.rag.hittest.HitTestView.Hit;
import io.kefu.rag.hittest.HitTestView.Place;
import io.kefu.rag.index.Candidate;
import io.kefu.rag.index.EntryKey;
import io.kefu.rag.index.RetrievalEngine;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.milvus.Engines;
import io.kefu.rag.rerank.Reranking;
import io.kefu.rag.search.ConfidenceModel;
import io.kefu.rag.search.Feature;
import io.kefu.rag.search.Ranking;
import io.kefu.rag.search.Scored;
import io.kefu.rag.text.TextProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Searches as {@code KnowledgeSearch} does and keeps what it throws away: the places in each stage,
 * what each feature contributed, vetoes, caps. Blocks the calling thread.
 */
@ApplicationScoped
public class HitTest {

  /** Confidence at which an entry answers, and at which it is offered (domain.md §5). */
  static final double ANSWER = 0.75;

  static final double CLARIFY = 0.55;
  private static final Duration TIME = Duration.ofSeconds(5);
  private static final double NANOS = 1e6;

  /**
   * What to try.
   *
   * @param text question
   * @param knowledgeBaseIds look in these only; empty for all
   * @param tags entries with one of these only; empty for all
   * @param at moment at which entries must be valid
   * @param limit hits wanted
   * @param expect entry that should have been found
   */
  record Question(
      String text,
      Set<String> knowledgeBaseIds,
      Set<String> tags,
      Instant at,
      int limit,
      Optional<String> expect) {}

  private final QueryEmbedding embedding;
  private final RetrievalEngine engine;
  private final Reranking reranking;
  private final ConfidenceModel confidence = ConfidenceModel.load();

  /** Uses this replica's engine. */
  public HitTest(QueryEmbedding embedding, Engines engines, Reranking reranking) {
    this.embedding = embedding;
    this.reranking = reranking;
    this.engine = engines.chosen();
  }

  HitTestView run(String tenantId, Question question) {
    final long start = System.nanoTime();
    TextProfile typed = TextProfile.ofQuestion(question.text());
    TextProfile profile = typed.corrected(engine.spelled(tenantId, typed.normalized()));
    Optional<Embedded> embeddedQuestion = embedding.of(profile.normalized(), TIME);
    final long embedded = System.nanoTime();
    boolean degraded = embeddedQuestion.isEmpty();
    Optional<float[]> vector = embeddedQuestion.map(Embedded::vector);
    RetrievalEngine.Found found =
        engine.search(
            tenantId,
            new RetrievalEngine.Query(
                profile,
                vector,
                question.knowledgeBaseIds(),
                question.tags(),
                Optional.of(question.at()),
                Set.of()));
    List<float[]> clauses = new ArrayList<>();
    if (!degraded) {
      profile
          .clauses()
          .forEach(one -> embedding.of(one, TIME).map(Embedded::vector).ifPresent(clauses::add));
    }
    List<Scored> scored = Ranking.rank(profile, found, embeddedQuestion, clauses);
    Reranking.Ordered<Scored> ordered = ordered(question.text(), scored, degraded);
    final long ranked = System.nanoTime();
    List<Hit> all = hits(found, scored, ordered, degraded);
    return new HitTestView(
        asked(profile, found),
        question.at(),
        degraded || found.vectorStageFailed() || ordered.failed(),
        new HitTestView.Thresholds(ANSWER, CLARIFY),
        (embedded - start) / NANOS,
        (ranked - embedded) / NANOS,
        all.subList(0, Math.min(question.limit(), all.size())),
        question
            .expect()
            .map(entryId -> expected(tenantId, profile, vector, found, all, entryId))
            .orElse(null));
  }

  private Reranking.Ordered<Scored> ordered(
      String question, List<Scored> scored, boolean degraded) {
    List<Scored> ordered =
        scored.stream()
            .sorted(
                Comparator.comparingDouble((Scored one) -> confidence.confidence(one, degraded))
                    .thenComparingDouble(Scored::fused)
                    .reversed())
            .toList();
    return reranking.order(
        question,
        ordered,
        one -> one.candidate().stored().entry().summaryText(),
        Scored::identityVetoed,
        TIME);
  }

  private List<Hit> hits(
      RetrievalEngine.Found found,
      List<Scored> scored,
      Reranking.Ordered<Scored> ordered,
      boolean degraded) {
    Map<EntryKey, Integer> byKeyword = places(found, Candidate::keyword);
    Map<EntryKey, Integer> byVector = places(found, HitTest::cosine);
    Map<EntryKey, Integer> byFusion = new HashMap<>();
    scored.forEach(one -> byFusion.put(key(one), byFusion.size() + 1));
    List<Hit> hits = new ArrayList<>();
    for (Scored one : ordered.items()) {
      Candidate candidate = one.candidate();
      KnowledgeEntry entry = candidate.stored().entry();
      double sure = confidence.confidence(one, degraded);
      hits.add(
          new Hit(
              entry.entryId(),
              key(one).documentId(),
              key(one).knowledgeBaseId(),
              entry.kind(),
              entry.title(),
              entry.questions().isEmpty() ? null : entry.questions().getFirst(),
              entry.content(),
              new Place(candidate.keyword(), byKeyword.get(key(one))),
              new Place(cosine(candidate), byVector.get(key(one))),
              Map.of(
                  "question", candidate.question(),
                  "summary", candidate.summary(),
                  "content", candidate.content()),
              new Place(one.fused(), byFusion.get(key(one))),
              ordered.score(one).isPresent() ? ordered.score(one).getAsDouble() : null,
              hits.size() + 1,
              features(one),
              contributions(one, degraded),
              one.vetoes(),
              one.unmentioned(),
              confidence.probability(one, degraded),
              sure,
              sure >= ANSWER ? "answer" : sure >= CLARIFY ? "clarify" : "hand_over"));
    }
    return hits;
  }

  private Expected expected(
      String tenantId,
      TextProfile profile,
      Optional<float[]> vector,
      RetrievalEngine.Found found,
      List<Hit> hits,
      String entryId) {
    for (Hit hit : hits) {
      if (hit.entryId().equals(entryId)) {
        return new Expected(entryId, hit.rank(), "hit");
      }
    }
    if (holds(found, entryId)) {
      return new Expected(entryId, null, "below_depth");
    }
    RetrievalEngine.Found anywhere =
        engine.search(tenantId, RetrievalEngine.Query.of(profile, vector));
    return new Expected(entryId, null, holds(anywhere, entryId) ? "filtered_out" : "not_found");
  }

  private static boolean holds(RetrievalEngine.Found found, String entryId) {
    return found.candidates().stream()
        .anyMatch(candidate -> candidate.stored().key().entryId().equals(entryId));
  }

  private static HitTestView.Question asked(TextProfile profile, RetrievalEngine.Found found) {
    return new HitTestView.Question(
        profile.normalized(),
        profile.contentTerms().stream().sorted().toList(),
        profile.concepts().stream().sorted().toList(),
        List.copyOf(profile.exact().codes()),
        profile.exact().quantities().stream().map(one -> one.number() + one.unit()).toList(),
        profile.subjects().stream()
            .filter(subject -> found.unknown().contains("@" + subject))
            .sorted()
            .toList(),
        found.unknown().stream().sorted().toList());
  }

  /** Places of those a stage scored at all. */
  private static Map<EntryKey, Integer> places(
      RetrievalEngine.Found found, ToDoubleFunction<Candidate> score) {
    Map<EntryKey, Integer> places = new HashMap<>();
    found.candidates().stream()
        .filter(candidate -> score.applyAsDouble(candidate) > 0)
        .sorted(Comparator.comparingDouble(score).reversed())
        .forEach(candidate -> places.put(candidate.stored().key(), places.size() + 1));
    return places;
  }

  private static Map<String, Double> features(Scored one) {
    Map<String, Double> features = new TreeMap<>();
    for (Feature feature : Feature.values()) {
      features.put(name(feature), one.features()[feature.ordinal()]);
    }
    return features;
  }

  private Map<String, Double> contributions(Scored one, boolean degraded) {
    Map<String, Double> contributions = new TreeMap<>();
    confidence
        .contributions(one, degraded)
        .forEach((feature, value) -> contributions.put(name(feature), value));
    return contributions;
  }

  private static String name(Feature feature) {
    return feature.name().toLowerCase(Locale.ROOT);
  }

  private static EntryKey key(Scored one) {
    return one.candidate().stored().key();
  }

  private static double cosine(Candidate candidate) {
    return (candidate.question() + candidate.summary()) / 2;
  }
}
