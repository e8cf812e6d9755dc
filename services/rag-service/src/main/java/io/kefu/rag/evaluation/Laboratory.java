package io.kefu.rag.evaluation;

import io.kefu.rag.embedding.Embedded;
import io.kefu.rag.embedding.Embedder;
import io.kefu.rag.index.IndexedDocument;
import io.kefu.rag.index.LuceneEngine;
import io.kefu.rag.index.RetrievalEngine.Query;
import io.kefu.rag.index.Watermark;
import io.kefu.rag.knowledge.EntryVectorizer;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.VectorizedEntry;
import io.kefu.rag.search.Ranking;
import io.kefu.rag.search.Scored;
import io.kefu.rag.text.TextProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Indexes a question set the way the service does and asks its questions. Vectors that are known
 * from another set are not made again.
 */
final class Laboratory implements AutoCloseable {

  /** Category of an answerable question whose answer was taken away. */
  static final String WITHOUT_ANSWER = "answer_removed";

  private static final String TENANT = "evaluation";
  private static final long CACHE_BYTES = 256L << 20;

  private final Function<String, Embedded> vectors;
  private final LuceneEngine engine;

  Laboratory(Embedder embedder, Map<String, Embedded> known, QuestionSet set) throws IOException {
    this.vectors = text -> known.computeIfAbsent(text, embedder::embed);
    this.engine =
        new LuceneEngine(
            Files.createTempDirectory("kefu-evaluation"), true, embedder.model(), CACHE_BYTES);
    long revision = 0;
    List<IndexedDocument> documents = new ArrayList<>();
    for (Map.Entry<String, List<KnowledgeEntry>> document : set.documents().entrySet()) {
      List<VectorizedEntry> entries = new ArrayList<>();
      for (KnowledgeEntry entry : document.getValue()) {
        entries.add(EntryVectorizer.vectorize(entry, vectors));
      }
      documents.add(new IndexedDocument("evaluation", document.getKey(), ++revision, entries));
    }
    engine.apply(TENANT, documents, new Watermark("evaluation", revision));
  }

  /** Asks every question; answerable ones once more with their answer taken away. */
  List<Trial> ask(QuestionSet set, int folds, boolean keywordOnly, boolean withoutAnswer) {
    List<Trial> trials = new ArrayList<>();
    for (QuestionSet.Labelled labelled : set.questions()) {
      String group = labelled.gold().stream().findFirst().orElse(labelled.question());
      int fold = Math.floorMod(group.hashCode() * 31, folds);
      trials.add(
          trial(
              set.name(),
              labelled.question(),
              labelled.gold(),
              labelled.category(),
              fold,
              keywordOnly));
      if (withoutAnswer && !labelled.gold().isEmpty()) {
        trials.add(
            trial(
                set.name(),
                labelled.question(),
                labelled.gold(),
                WITHOUT_ANSWER,
                fold,
                keywordOnly));
      }
    }
    return trials;
  }

  private Trial trial(
      String set,
      String question,
      Set<String> gold,
      String category,
      int fold,
      boolean keywordOnly) {
    TextProfile typed = TextProfile.ofQuestion(question);
    TextProfile profile = typed.corrected(engine.spelled(TENANT, typed.normalized()));
    Optional<Embedded> embedded =
        keywordOnly ? Optional.empty() : Optional.of(vectors.apply(profile.normalized()));
    List<float[]> clauses =
        keywordOnly
            ? List.of()
            : profile.clauses().stream().map(vectors).map(Embedded::vector).toList();
    boolean removed = category.equals(WITHOUT_ANSWER);
    Set<String> without = removed ? gold : Set.of();
    long start = System.nanoTime();
    List<Scored> scored =
        Ranking.rank(
            profile,
            engine.search(
                TENANT,
                new Query(
                    profile,
                    embedded.map(Embedded::vector),
                    Set.of(),
                    Set.of(),
                    Optional.empty(),
                    without)),
            embedded,
            clauses);
    long nanos = System.nanoTime() - start;
    return new Trial(
        set,
        question,
        profile.normalized(),
        removed ? Set.of() : gold,
        category,
        fold,
        scored,
        keywordOnly,
        nanos);
  }

  @Override
  public void close() {
    engine.close();
  }
}
