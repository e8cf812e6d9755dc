package io.kefu.rag.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.VectorizedEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeighboursTest {

  private static final String TENANT = "acme";

  @TempDir Path folder;
  private LuceneEngine engine;

  @BeforeEach
  void open() throws IOException {
    engine = new LuceneEngine(folder, false, "test-model", 1 << 20);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void aPassageHasItsSectionAroundItAndNothingOfTheNextOne() {
    apply(
        1,
        1,
        passage("a", "安装", "安装第一段。"),
        passage("b", "保修", "保修第一段。"),
        passage("c", "保修", "保修第二段。"),
        passage("d", "保修", "保修第三段。"),
        passage("e", "退货", "退货第一段。"));

    assertThat(around("c", 1)).isEqualTo(new Surroundings("保修第一段。", "保修第三段。"));
    assertThat(around("b", 1)).isEqualTo(new Surroundings("", "保修第二段。\n保修第三段。"));
    assertThat(around("a", 1)).isEqualTo(Surroundings.NONE);
  }

  @Test
  void theSentenceThatTheNextPassageRepeatsIsThereOnce() {
    apply(
        1,
        1,
        passage("a", "保修", "整机两年。枪线一年。"),
        passage("b", "保修", "枪线一年。模块三年。"),
        passage("c", "保修", "模块三年。屏幕半年。"));

    assertThat(around("b", 1)).isEqualTo(new Surroundings("整机两年。", "屏幕半年。"));
  }

  @Test
  void noMoreThanAskedForAndNoHalfSentence() {
    String sentence = "这一句话正好有二十个字长短都不多也不少。";
    apply(
        1,
        1,
        passage("a", "保修", sentence.repeat(15)),
        passage("b", "保修", "整机两年。"),
        passage("c", "保修", sentence.repeat(3)));

    Surroundings narrow = around("b", 1, 100);
    Surroundings wide = around("b", 1, 600);

    assertThat(narrow).isEqualTo(new Surroundings(sentence.repeat(3), sentence.repeat(2)));
    assertThat(wide).isEqualTo(new Surroundings(sentence.repeat(15), sentence.repeat(3)));
    assertThat(around("b", 1, 10)).isEqualTo(Surroundings.NONE);
  }

  @Test
  void anEntryWithAQuestionEndsASectionAndHasNothingAroundIt() {
    apply(
        1,
        1,
        passage("a", "保修", "保修第一段。"),
        new KnowledgeEntry("q", EntryKind.QA, "手册", List.of("保修"), "两年", true, List.of()),
        passage("c", "保修", "保修第二段。"));

    assertThat(around("c", 1)).isEqualTo(Surroundings.NONE);
    assertThat(around("q", 1)).isEqualTo(Surroundings.NONE);
  }

  @Test
  void whatIsAroundIsOfTheSameVersionOrNothing() {
    apply(1, 1, passage("a", "保修", "整机一年。"), passage("b", "保修", "枪线一年。"));
    apply(2, 2, passage("a", "保修", "整机两年。"), passage("b", "保修", "枪线一年。"));

    assertThat(around("b", 2)).isEqualTo(new Surroundings("整机两年。", ""));
    assertThat(around("b", 1)).isEqualTo(Surroundings.NONE);
  }

  @Test
  void aDocumentThatWasTakenOverTwiceIsNotItsOwnNeighbour() {
    apply(1, 1, passage("a", "保修", "整机一年。"), passage("b", "保修", "枪线一年。"));
    apply(1, 1, passage("a", "保修", "整机一年。"), passage("b", "保修", "枪线一年。"));

    assertThat(around("a", 1)).isEqualTo(new Surroundings("", "枪线一年。"));
  }

  @Test
  void whoIsNotThereHasNothingAroundIt() {
    assertThat(around("a", 1)).isEqualTo(Surroundings.NONE);
  }

  private Surroundings around(String entry, long version) {
    return around(entry, version, 600);
  }

  private Surroundings around(String entry, long version, int characters) {
    VersionedKey key = new VersionedKey(new EntryKey("kb", "d", entry), version);
    Map<VersionedKey, Surroundings> found = engine.around(TENANT, List.of(key), characters);
    return found.getOrDefault(key, Surroundings.NONE);
  }

  private void apply(long version, long revision, KnowledgeEntry... entries) {
    List<VectorizedEntry> vectorized =
        Arrays.stream(entries)
            .map(
                entry ->
                    new VectorizedEntry(
                        entry,
                        entry.questions().stream().map(question -> axis()).toList(),
                        axis(),
                        axis()))
            .toList();
    IndexedDocument before = new IndexedDocument("kb", "c", 1, vectorized);
    IndexedDocument document = new IndexedDocument("kb", "d", version, vectorized);
    engine.apply(TENANT, List.of(before, document), new Watermark("epoch", revision));
  }

  private static KnowledgeEntry passage(String id, String heading, String text) {
    return new KnowledgeEntry(id, EntryKind.CHUNK, "手册", List.of(heading), text, true, List.of());
  }

  private static float[] axis() {
    float[] vector = new float[512];
    vector[1] = 1;
    return vector;
  }
}
