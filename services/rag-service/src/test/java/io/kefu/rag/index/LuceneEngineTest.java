package io.kefu.rag.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.Validity;
import io.kefu.rag.knowledge.VectorizedEntry;
import io.kefu.rag.text.TextProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuceneEngineTest {

  private static final String TENANT = "acme";

  @TempDir Path folder;
  private LuceneEngine engine;

  @BeforeEach
  void open() throws IOException {
    engine = engine();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void entryIsFoundByItsWordsAndByItsVector() {
    engine.apply(TENANT, List.of(document("kb", "d", 1, "保修多久", "两年")), at(1));

    assertThat(contents(TENANT, "质保保修", Optional.empty())).containsExactly("两年");
    assertThat(contents(TENANT, "zzz", Optional.of(axis(1)))).containsExactly("两年");
  }

  @Test
  void searchWithManyGoodHitsHidesNothingFromTheNextOne() {
    engine.apply(TENANT, List.of(wide(1, 60)), at(1));

    int good = engine.search(TENANT, query("同一句话")).candidates().size();
    int poor = engine.search(TENANT, query("标题")).candidates().size();

    assertThat(good).isEqualTo(50);
    assertThat(poor).isEqualTo(50);
  }

  @Test
  void tenantFindsItsOwnOnly() {
    engine.apply(TENANT, List.of(document("kb", "d", 1, "保修多久", "两年")), at(1));
    engine.apply("other", List.of(document("kb", "d", 1, "保修多久", "三年")), at(1));

    assertThat(contents(TENANT, "保修多久", Optional.of(axis(1)))).containsExactly("两年");
    assertThat(contents("nobody", "保修多久", Optional.of(axis(1)))).isEmpty();
  }

  @Test
  void knowledgeBaseAndTagFiltersHoldForBothStages() {
    engine.apply(
        TENANT,
        List.of(
            document("a", "d", 1, "保修多久", "两年", "售后"), document("b", "d", 1, "保修多久", "三年", "售前")),
        at(1));
    TextProfile question = TextProfile.of("保修多久");

    var byBase =
        engine.search(
            TENANT,
            new RetrievalEngine.Query(
                question, Optional.of(axis(1)), Set.of("b"), Set.of(), Optional.empty(), Set.of()));
    var byTag =
        engine.search(
            TENANT,
            new RetrievalEngine.Query(
                question,
                Optional.of(axis(1)),
                Set.of(),
                Set.of("售后"),
                Optional.empty(),
                Set.of()));

    assertThat(contents(byBase)).containsExactly("三年");
    assertThat(contents(byTag)).containsExactly("两年");
  }

  @Test
  void validityHoldsForBothStagesAndNeedsNoWriteToBegin() {
    Instant begin = Instant.parse("2026-12-01T00:00:00Z");
    Instant end = Instant.parse("2026-12-12T00:00:00Z");
    KnowledgeEntry offer =
        new KnowledgeEntry(
            "e",
            EntryKind.QA,
            "标题",
            List.of("双十二有优惠吗"),
            "满一万减五百",
            true,
            List.of(),
            new Validity(begin, end));
    engine.apply(
        TENANT,
        List.of(
            new IndexedDocument(
                "kb",
                "offer",
                1,
                List.of(new VectorizedEntry(offer, List.of(axis(1)), axis(1), axis(1)))),
            document("kb", "always", 1, "双十二发货吗", "照常发货")),
        at(1));

    var before = engine.search(TENANT, asOf("双十二有优惠吗", begin.minusMillis(1)));
    var during = engine.search(TENANT, asOf("双十二有优惠吗", begin));
    var after = engine.search(TENANT, asOf("双十二有优惠吗", end));

    assertThat(contents(before)).containsExactly("照常发货");
    assertThat(contents(during)).containsExactlyInAnyOrder("满一万减五百", "照常发货");
    assertThat(contents(after)).containsExactly("照常发货");
  }

  private static RetrievalEngine.Query asOf(String question, Instant moment) {
    return new RetrievalEngine.Query(
        TextProfile.of(question),
        Optional.of(axis(1)),
        Set.of(),
        Set.of(),
        Optional.of(moment),
        Set.of());
  }

  @Test
  void newVersionReplacesTheOldAndDeletionRemovesIt() {
    engine.apply(TENANT, List.of(document("kb", "d", 1, "保修多久", "两年")), at(1));

    engine.apply(TENANT, List.of(document("kb", "d", 2, "保修多久", "三年")), at(2));

    assertThat(contents(TENANT, "保修多久", Optional.of(axis(1)))).containsExactly("三年");
    engine.apply(TENANT, List.of(new IndexedDocument("kb", "d", 3, List.of())), at(3));
    assertThat(contents(TENANT, "保修多久", Optional.of(axis(1)))).isEmpty();
  }

  @Test
  void searchSeesTheOldOrTheNewVersionAndNeverHalfOfOne() {
    int entries = 40;
    engine.apply(TENANT, List.of(wide(1, entries)), at(1));
    AtomicBoolean done = new AtomicBoolean();
    List<String> torn = new ArrayList<>();
    CompletableFuture<Void> searching =
        CompletableFuture.runAsync(
            () -> {
              while (!done.get()) {
                var found = engine.search(TENANT, query("同一句话"));
                Set<Long> versions =
                    found.candidates().stream()
                        .map(candidate -> candidate.stored().version())
                        .collect(Collectors.toSet());
                if (versions.size() != 1 || found.candidates().size() != entries) {
                  torn.add(versions + " " + found.candidates().size());
                }
              }
            });

    for (int version = 2; version <= 12; version++) {
      engine.apply(TENANT, List.of(wide(version, entries)), at(version));
    }

    done.set(true);
    searching.join();
    assertThat(torn).isEmpty();
  }

  @Test
  void indexAndWatermarkSurviveARestart() throws IOException {
    engine.apply(TENANT, List.of(document("kb", "d", 1, "保修多久", "两年")), at(7));
    engine.close();

    engine = engine();

    assertThat(engine.watermark(TENANT)).isEqualTo(at(7));
    assertThat(contents(TENANT, "保修多久", Optional.of(axis(1)))).containsExactly("两年");
  }

  @Test
  void oldIndexServesAndFollowsUntilTheNewOneIsFinished() {
    engine.apply(TENANT, List.of(document("kb", "d", 1, "保修多久", "两年")), at(1));
    IndexBuild build = engine.begin(TENANT);
    build.apply(List.of(document("kb", "d", 1, "保修多久", "三年")), at(1));

    List<String> during = contents(TENANT, "保修多久", Optional.of(axis(1)));
    engine.apply(TENANT, List.of(new IndexedDocument("kb", "d", 2, List.of())), at(2));
    List<String> deletedMeanwhile = contents(TENANT, "保修多久", Optional.of(axis(1)));
    engine.finish(build);

    assertThat(during).containsExactly("两年");
    assertThat(deletedMeanwhile).isEmpty();
    assertThat(contents(TENANT, "保修多久", Optional.of(axis(1)))).containsExactly("三年");
    assertThat(engine.watermark(TENANT)).isEqualTo(at(1));
  }

  @Test
  void searchesNeverFailNorFindNothingWhileGenerationsTakeOver() {
    engine.apply(TENANT, List.of(document("kb", "d", 1, "保修多久", "两年")), at(1));
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Integer> searching =
        CompletableFuture.supplyAsync(
            () -> {
              int searches = 0;
              while (!done.get()) {
                assertThat(contents(TENANT, "保修多久", Optional.of(axis(1)))).containsExactly("两年");
                searches++;
              }
              return searches;
            });

    for (int i = 0; i < 20; i++) {
      IndexBuild build = engine.begin(TENANT);
      build.apply(List.of(document("kb", "d", 1, "保修多久", "两年")), at(1));
      engine.finish(build);
    }

    done.set(true);
    assertThat(searching.join()).isPositive();
  }

  @Test
  void halfFilledIndexIsForgottenByARestartAndAFinishedOneServes() throws IOException {
    engine.apply(TENANT, List.of(document("kb", "d", 1, "保修多久", "两年")), at(3));
    engine.begin(TENANT).apply(List.of(document("kb", "d", 1, "保修多久", "三年")), at(1));
    engine.close();

    engine = engine();

    assertThat(engine.watermark(TENANT)).isEqualTo(at(3));
    assertThat(contents(TENANT, "保修多久", Optional.of(axis(1)))).containsExactly("两年");
    IndexBuild build = engine.begin(TENANT);
    build.apply(List.of(document("kb", "d", 1, "保修多久", "四年")), at(4));
    engine.finish(build);
    engine.close();
    engine = engine();
    assertThat(engine.watermark(TENANT)).isEqualTo(at(4));
    assertThat(contents(TENANT, "保修多久", Optional.of(axis(1)))).containsExactly("四年");
  }

  @Test
  void indexOfAnotherModelIsEmptiedSoThatItIsFilledAnew() throws IOException {
    engine.apply(TENANT, List.of(document("kb", "d", 1, "保修多久", "两年")), at(7));
    engine.close();

    engine = new LuceneEngine(folder, false, "another-model", 1 << 20);

    assertThat(engine.watermark(TENANT)).isEqualTo(Watermark.NOTHING);
    assertThat(contents(TENANT, "保修多久", Optional.empty())).isEmpty();
  }

  @Test
  void brokenIndexIsEmptiedSoThatItIsFilledAnew() throws IOException {
    engine.apply(TENANT, List.of(document("kb", "d", 1, "保修多久", "两年")), at(7));
    engine.close();
    try (var files = Files.walk(folder)) {
      for (Path file :
          files.filter(path -> path.getFileName().toString().startsWith("segments_")).toList()) {
        Files.writeString(file, "torn");
      }
    }

    engine = engine();

    assertThat(engine.watermark(TENANT)).isEqualTo(Watermark.NOTHING);
  }

  @Test
  void secondProcessOnOneFolderIsTold() {
    engine.watermark(TENANT);

    assertThatThrownBy(
            () -> {
              try (var second = new AutoClosingEngine(engine())) {
                second.engine().watermark(TENANT);
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("kefu.rag.index.dir");
  }

  private record AutoClosingEngine(LuceneEngine engine) implements AutoCloseable {
    @Override
    public void close() {
      engine.close();
    }
  }

  private LuceneEngine engine() throws IOException {
    return new LuceneEngine(folder, false, "test-model", 1 << 20);
  }

  private List<String> contents(String tenant, String question, Optional<float[]> vector) {
    return contents(
        engine.search(tenant, RetrievalEngine.Query.of(TextProfile.of(question), vector)));
  }

  private static List<String> contents(RetrievalEngine.Found found) {
    return found.candidates().stream().map(c -> c.stored().entry().content()).toList();
  }

  private static RetrievalEngine.Query query(String question) {
    return RetrievalEngine.Query.of(TextProfile.of(question), Optional.empty());
  }

  private static Watermark at(long revision) {
    return new Watermark("epoch", revision);
  }

  private static IndexedDocument document(
      String base, String id, long version, String question, String answer, String... tags) {
    KnowledgeEntry entry =
        new KnowledgeEntry("e", EntryKind.QA, "标题", List.of(question), answer, true, List.of(tags));
    return new IndexedDocument(
        base, id, version, List.of(new VectorizedEntry(entry, List.of(axis(1)), axis(1), axis(1))));
  }

  private static IndexedDocument wide(long version, int entries) {
    return new IndexedDocument(
        "kb",
        "d",
        version,
        IntStream.range(0, entries)
            .mapToObj(
                i ->
                    VectorizedEntry.withoutVectors(
                        new KnowledgeEntry(
                            "e" + i,
                            EntryKind.QA,
                            "标题",
                            List.of("同一句话"),
                            "答案" + i,
                            true,
                            List.of())))
            .toList());
  }

  private static float[] axis(int at) {
    float[] vector = new float[512];
    vector[at] = 1;
    return vector;
  }
}
