package io.kefu.rag.search;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.contracts.knowledge.SearchHit;
import io.kefu.contracts.knowledge.SearchRequest;
import io.kefu.contracts.knowledge.SearchResult;
import io.kefu.rag.embedding.Embedded;
import io.kefu.rag.embedding.QueryEmbedding;
import io.kefu.rag.index.EntryKey;
import io.kefu.rag.index.RetrievalEngine;
import io.kefu.rag.index.StoredEntry;
import io.kefu.rag.index.Surroundings;
import io.kefu.rag.index.VersionedKey;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.milvus.Engines;
import io.kefu.rag.rerank.Reranking;
import io.kefu.rag.text.TextProfile;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Searches a tenant's knowledge: vector of the question (if it comes in time), both stages of the
 * engine, ranking, confidence, a reranker if there is one. Blocks the calling thread for some
 * milliseconds.
 */
@ApplicationScoped
public class KnowledgeSearch {

  private static final String FIRST_QUESTION = "请问第一个问题也能马上回答吗";

  /** A tenant that has no knowledge and no index. */
  private static final String NOBODY = "-";

  private final QueryEmbedding embedding;
  private final RetrievalEngine engine;
  private final Reranking reranking;
  private final double diversity;
  private final int contextCharacters;
  private final Clock clock;
  private final ConfidenceModel confidence = ConfidenceModel.load();
  private final Timer hybrid;
  private final Timer keywordOnly;

  private record Judged(Scored scored, double confidence) {}

  /** Uses the engine that is configured. */
  public KnowledgeSearch(
      QueryEmbedding embedding,
      Engines engines,
      Reranking reranking,
      SearchConfig config,
      Clock clock,
      MeterRegistry metrics) {
    this.embedding = embedding;
    this.engine = engines.chosen();
    this.reranking = reranking;
    this.diversity = config.diversity();
    this.contextCharacters = config.contextCharacters();
    this.clock = clock;
    this.hybrid = timer(metrics, "false");
    this.keywordOnly = timer(metrics, "true");
  }

  /**
   * The best hits for a question.
   *
   * @param timeLeft what is left of the caller's time; the vector stage is given up when it is over
   */
  public SearchResult search(String tenantId, SearchRequest request, Duration timeLeft) {
    long start = System.nanoTime();
    TextProfile typed = TextProfile.ofQuestion(request.query());
    TextProfile profile = typed.corrected(engine.spelled(tenantId, typed.normalized()));
    Optional<Embedded> embeddedQuestion = embedding.of(profile.normalized(), timeLeft);
    long embedded = System.nanoTime();
    boolean degraded = embeddedQuestion.isEmpty();
    List<float[]> clauses = degraded ? List.of() : clauses(profile, timeLeft, start);
    RetrievalEngine.Found found =
        engine.search(
            tenantId,
            new RetrievalEngine.Query(
                profile,
                embeddedQuestion.map(Embedded::vector),
                setOf(request.knowledgeBaseIds()),
                setOf(request.tags()),
                Optional.of(clock.instant()),
                Set.of()));
    List<Judged> best =
        Ranking.rank(profile, found, embeddedQuestion, clauses).stream()
            .map(scored -> new Judged(scored, confidence.confidence(scored, degraded)))
            .sorted(
                Comparator.comparingDouble(Judged::confidence)
                    .thenComparingDouble(judged -> judged.scored().fused())
                    .reversed())
            .toList();
    Reranking.Ordered<Judged> ordered =
        reranking.order(
            request.query(),
            best,
            one -> one.scored().candidate().stored().entry().summaryText(),
            one -> one.scored().identityVetoed(),
            timeLeft.minusNanos(System.nanoTime() - start));
    List<Judged> shown = shown(ordered.items(), request.limit()).toList();
    Map<VersionedKey, Surroundings> around = around(tenantId, shown);
    List<SearchHit> hits =
        shown.stream()
            .map(
                one ->
                    hit(
                        one,
                        around.getOrDefault(versioned(one), Surroundings.NONE),
                        request.explain(),
                        degraded))
            .toList();
    long end = System.nanoTime();
    (degraded ? keywordOnly : hybrid).record(end - start, TimeUnit.NANOSECONDS);
    return new SearchResult(
        hits,
        hits.isEmpty() ? 0 : hits.getFirst().confidence(),
        degraded || found.vectorStageFailed() || ordered.failed(),
        TimeUnit.NANOSECONDS.toMillis(end - start),
        degraded ? null : TimeUnit.NANOSECONDS.toMillis(embedded - start));
  }

  private Stream<Judged> shown(List<Judged> ordered, int limit) {
    List<Diversity.Said> said =
        ordered.stream()
            .map(
                one ->
                    new Diversity.Said(
                        one.confidence(), one.scored().candidate().stored().vectors()))
            .toList();
    return Diversity.choose(said, limit, diversity).stream().map(ordered::get);
  }

  /** Loads what the first search would have to wait for. */
  public void warm() {
    embedding.warm();
    TextProfile profile = TextProfile.ofQuestion(FIRST_QUESTION);
    engine.search(NOBODY, RetrievalEngine.Query.of(profile, Optional.empty()));
  }

  /** What is not there in time is done without: the whole question has been embedded. */
  private List<float[]> clauses(TextProfile profile, Duration timeLeft, long start) {
    List<float[]> vectors = new ArrayList<>();
    for (String clause : profile.clauses()) {
      Duration left = timeLeft.minusNanos(System.nanoTime() - start);
      embedding.of(clause, left).map(Embedded::vector).ifPresent(vectors::add);
    }
    return vectors;
  }

  /** What stands around the passages among them; an entry with a question stands by itself. */
  private Map<VersionedKey, Surroundings> around(String tenantId, List<Judged> shown) {
    List<VersionedKey> passages =
        shown.stream()
            .filter(one -> one.scored().candidate().stored().entry().kind() == EntryKind.CHUNK)
            .map(KnowledgeSearch::versioned)
            .toList();
    return passages.isEmpty() || contextCharacters <= 0
        ? Map.of()
        : engine.around(tenantId, passages, contextCharacters);
  }

  private static VersionedKey versioned(Judged judged) {
    StoredEntry stored = judged.scored().candidate().stored();
    return new VersionedKey(stored.key(), stored.version());
  }

  private static SearchHit hit(
      Judged judged, Surroundings around, boolean explain, boolean degraded) {
    Scored scored = judged.scored();
    EntryKey key = scored.candidate().stored().key();
    KnowledgeEntry entry = scored.candidate().stored().entry();
    return new SearchHit(
        entry.entryId(),
        key.documentId(),
        key.knowledgeBaseId(),
        scored.candidate().stored().version(),
        entry.kind(),
        entry.title(),
        entry.questions().isEmpty() ? null : entry.questions().getFirst(),
        entry.content(),
        entry.approved(),
        entry.tags(),
        rounded(judged.confidence()),
        rounded(scored.fused()),
        explain ? rounded(scored.candidate().keyword()) : null,
        explain && !degraded ? rounded(scored.candidate().question()) : null,
        scored.vetoes(),
        textOrNull(around.before()),
        textOrNull(around.after()));
  }

  private static String textOrNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static Set<String> setOf(List<String> values) {
    return values == null ? Set.of() : Set.copyOf(values);
  }

  /** Four digits say all; rounding down keeps a value below a threshold below it. */
  private static double rounded(double value) {
    return Math.floor(value * 10_000) / 10_000;
  }

  private static Timer timer(MeterRegistry metrics, String degraded) {
    return Timer.builder("rag_search_duration")
        .description("time of one search, embedding included")
        .tag("degraded", degraded)
        .publishPercentileHistogram()
        .register(metrics);
  }
}
