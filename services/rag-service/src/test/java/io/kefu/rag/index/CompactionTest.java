package io.kefu.rag.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.VectorizedEntry;
import io.kefu.rag.text.TextProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {

  private static final int DOCUMENTS = 6;
  private static final int PASSAGES = 10;

  @TempDir Path folder;

  @Test
  void indexIsSearchedAndChangedWhileItIsMadeOneSegmentAndLosesNothing() throws IOException {
    try (TenantIndex index = new TenantIndex(FSDirectory.open(folder), "model", 1 << 20, true)) {
      for (int document = 0; document < DOCUMENTS; document++) {
        index.apply(List.of(passages(document)), at(document + 1));
      }

      CompletableFuture<Void> compacting =
          CompletableFuture.runAsync(
              () -> mergeAll(index), command -> Thread.ofPlatform().start(command));
      index.apply(List.of(new IndexedDocument("kb", "d1", 2, List.of())), at(DOCUMENTS + 1));
      assertThat(found(index, "手册")).hasSize((DOCUMENTS - 1) * PASSAGES);
      compacting.join();

      assertThat(found(index, "手册")).hasSize((DOCUMENTS - 1) * PASSAGES);
      mergeAll(index);
    }
    try (Directory directory = FSDirectory.open(folder);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      assertThat(reader.leaves()).hasSize(1);
      assertThat(reader.numDocs()).isEqualTo((DOCUMENTS - 1) * PASSAGES);
    }
    try (TenantIndex reopened = new TenantIndex(FSDirectory.open(folder), "model", 1 << 20, true)) {
      assertThat(reopened.watermark()).isEqualTo(at(DOCUMENTS + 1));
    }
  }

  private static void mergeAll(TenantIndex index) {
    try {
      index.mergeAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Candidate> found(TenantIndex index, String question) throws IOException {
    return index
        .search(RetrievalEngine.Query.of(TextProfile.of(question), Optional.of(axis(3))), List.of())
        .candidates();
  }

  private static Watermark at(long revision) {
    return new Watermark("epoch", revision);
  }

  private static IndexedDocument passages(int document) {
    return new IndexedDocument(
        "kb",
        "d" + document,
        1,
        IntStream.range(0, PASSAGES)
            .mapToObj(
                i ->
                    new VectorizedEntry(
                        new KnowledgeEntry(
                            "e" + i,
                            EntryKind.CHUNK,
                            "手册",
                            List.of(),
                            document + "之" + i,
                            false,
                            List.of()),
                        List.of(),
                        axis(document * PASSAGES + i),
                        axis(i)))
            .toList());
  }

  private static float[] axis(int at) {
    float[] vector = new float[512];
    vector[at] = 1;
    return vector;
  }
}
