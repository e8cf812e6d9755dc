package io.kefu.rag.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.index.Candidate;
import io.kefu.rag.index.IndexedDocument;
import io.kefu.rag.index.LuceneEngine;
import io.kefu.rag.index.RetrievalEngine.Query;
import io.kefu.rag.index.Watermark;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.VectorizedEntry;
import io.kefu.rag.search.Diversity.Said;
import io.kefu.rag.text.TextProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiversityTest {

  @TempDir Path folder;

  @Test
  void entryThatSaysSomethingNewIsPreferredToOneThatRepeatsTheBest() throws IOException {
    List<Said> said = said(axis(1), nearly(axis(1)), axis(2));

    assertThat(Diversity.choose(said, 2, 0.3)).containsExactly(0, 2);
    assertThat(Diversity.choose(said, 2, 0)).containsExactly(0, 1);
    assertThat(Diversity.choose(said, 5, 0.3)).containsExactly(0, 1, 2);
    assertThat(Diversity.choose(List.of(), 5, 0.3)).isEmpty();
  }

  /** Entries as the index gives them, each a little less sure than the one before. */
  private List<Said> said(float[]... contents) throws IOException {
    LuceneEngine engine = new LuceneEngine(folder, false, "none", 1 << 20);
    List<VectorizedEntry> entries = new ArrayList<>();
    for (int i = 0; i < contents.length; i++) {
      KnowledgeEntry entry =
          new KnowledgeEntry("e" + i, EntryKind.CHUNK, "标题", List.of(), "内容" + i, false, List.of());
      entries.add(new VectorizedEntry(entry, List.of(), contents[i], contents[i]));
    }
    engine.apply(
        "t", List.of(new IndexedDocument("kb", "d", 1, entries)), new Watermark("epoch", 1));
    List<Candidate> found =
        engine.search("t", Query.of(TextProfile.of("内容"), Optional.empty())).candidates();
    engine.close();
    List<Said> said = new ArrayList<>();
    found.stream()
        .sorted(Comparator.comparing(candidate -> candidate.stored().key().entryId()))
        .forEach(
            candidate ->
                said.add(new Said(0.9 - 0.05 * said.size(), candidate.stored().vectors())));
    return said;
  }

  private static float[] axis(int at) {
    float[] vector = new float[512];
    vector[at] = 1;
    return vector;
  }

  private static float[] nearly(float[] vector) {
    float[] near = vector.clone();
    near[0] = 0.1f;
    return near;
  }
}
