package io.kefu.rag.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.index.IndexedDocument;
import io.kefu.rag.index.LuceneEngine;
import io.kefu.rag.index.RetrievalEngine.Found;
import io.kefu.rag.index.RetrievalEngine.Query;
import io.kefu.rag.index.Watermark;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.Validity;
import io.kefu.rag.knowledge.VectorizedEntry;
import io.kefu.rag.text.TextProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The adapter against a server that speaks Milvus's protocol, with the real local index. */
class MilvusEngineTest {

  private static final String TENANT = "a \"quoted\" tenant";

  @TempDir Path folder;

  private FakeMilvus milvus;
  private MilvusVectors vectors;
  private LuceneEngine local;
  private MilvusEngine engine;

  @BeforeEach
  void start() throws IOException {
    milvus = new FakeMilvus();
    vectors = new MilvusVectors(config(milvus.url(), Optional.empty()), "test-model");
    local = new LuceneEngine(folder, false, "test-model", 1 << 20, false);
    engine = new MilvusEngine(local, vectors);
  }

  @AfterEach
  void stop() {
    vectors.close();
    local.close();
    milvus.close();
  }

  @Test
  void entryIsFoundByItsMeaningAloneAndByTheTenantAlone() {
    publish(TENANT, document("kb", "d", 1, "保修多久", "两年", Validity.ALWAYS));
    publish("other", document("kb", "d", 1, "保修多久", "三年", Validity.ALWAYS));

    assertThat(contents(engine.search(TENANT, query("zzz", Set.of())))).containsExactly("两年");
    assertThat(engine.search(TENANT, query("zzz", Set.of())).vectorStageFailed()).isFalse();
  }

  @Test
  void filtersAndValidityHoldForWhatMilvusNames() {
    Validity past = new Validity(null, Instant.parse("2020-01-01T00:00:00Z"));
    publish(TENANT, document("a", "d", 1, "保修多久", "两年", Validity.ALWAYS));
    publish(TENANT, document("b", "d", 1, "保修多久", "三年", Validity.ALWAYS));
    publish(TENANT, document("b", "old", 1, "保修多久", "一年", past));

    assertThat(contents(engine.search(TENANT, query("zzz", Set.of("b"))))).containsExactly("三年");
  }

  @Test
  void whatMilvusAlreadyOrStillHoldsIsSeenOnlyInTheVersionOfTheLocalIndex() {
    publish(TENANT, document("kb", "d", 1, "保修多久", "两年", Validity.ALWAYS));

    vectors.put(TENANT, List.of(document("kb", "d", 2, "质保多久", "三年", Validity.ALWAYS)));
    List<String> newInMilvusOnly = contents(engine.search(TENANT, query("zzz", Set.of())));
    List<String> byWords = contents(engine.search(TENANT, query("保修", Set.of())));
    apply(TENANT, document("kb", "d", 2, "质保多久", "三年", Validity.ALWAYS));
    List<String> switched = contents(engine.search(TENANT, query("zzz", Set.of())));

    assertThat(newInMilvusOnly).isEmpty();
    assertThat(byWords).containsExactly("两年");
    assertThat(switched).containsExactly("三年");
  }

  @Test
  void sameAgainChangesNothingAndDeletedMeansGone() {
    IndexedDocument document = document("kb", "d", 1, "保修多久", "两年", Validity.ALWAYS);

    publish(TENANT, document);
    publish(TENANT, document);
    int written = milvus.rows().size();
    publish(TENANT, new IndexedDocument("kb", "d", 2, List.of()));

    assertThat(written).isEqualTo(2);
    assertThat(milvus.rows()).isEmpty();
    assertThat(engine.search(TENANT, query("保修", Set.of())).candidates()).isEmpty();
  }

  @Test
  void wordsAreSearchedWhileMilvusIsAwayAndTheResultSaysSo() {
    publish(TENANT, document("kb", "d", 1, "保修多久", "两年", Validity.ALWAYS));
    milvus.down(true);

    Found found = engine.search(TENANT, query("保修", Set.of()));

    assertThat(contents(found)).containsExactly("两年");
    assertThat(found.vectorStageFailed()).isTrue();
    assertThatThrownBy(
            () -> vectors.put(TENANT, List.of(document("kb", "e", 1, "x", "y", Validity.ALWAYS))))
        .isInstanceOf(MilvusException.class);
  }

  @Test
  void tokenIsSentAndARefusalSaysWhyWithoutIt() {
    milvus.expectToken("root:secret");
    IndexedDocument document = document("kb", "d", 1, "保修多久", "两年", Validity.ALWAYS);

    assertThatThrownBy(() -> vectors.put(TENANT, List.of(document)))
        .isInstanceOf(MilvusException.class)
        .hasMessageContaining("authenticate")
        .hasMessageNotContaining("secret");
    try (MilvusVectors withToken =
        new MilvusVectors(config(milvus.url(), Optional.of("root:secret")), "test-model")) {
      withToken.put(TENANT, List.of(document));
    }
    assertThat(milvus.rows()).hasSize(2);
  }

  private void publish(String tenant, IndexedDocument document) {
    vectors.put(tenant, List.of(document));
    apply(tenant, document);
  }

  private void apply(String tenant, IndexedDocument document) {
    local.apply(
        tenant, List.of(document), new Watermark("epoch", local.watermark(tenant).revision() + 1));
  }

  private static Query query(String question, Set<String> bases) {
    return new Query(
        TextProfile.of(question),
        Optional.of(axis(1)),
        bases,
        Set.of(),
        Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
        Set.of());
  }

  private static List<String> contents(Found found) {
    return found.candidates().stream().map(one -> one.stored().entry().content()).toList();
  }

  private static IndexedDocument document(
      String base, String id, long version, String question, String answer, Validity validity) {
    KnowledgeEntry entry =
        new KnowledgeEntry(
            "e", EntryKind.QA, "标题", List.of(question), answer, true, List.of(), validity);
    return new IndexedDocument(
        base, id, version, List.of(new VectorizedEntry(entry, List.of(axis(1)), axis(1), axis(1))));
  }

  private static float[] axis(int at) {
    float[] vector = new float[512];
    vector[at] = 1;
    return vector;
  }

  static MilvusConfig config(URI url, Optional<String> token) {
    return new MilvusConfig() {
      @Override
      public URI url() {
        return url;
      }

      @Override
      public Optional<String> token() {
        return token;
      }

      @Override
      public String collectionPrefix() {
        return "kefu";
      }

      @Override
      public Duration searchTimeout() {
        return Duration.ofSeconds(30);
      }

      @Override
      public Duration writeTimeout() {
        return Duration.ofSeconds(30);
      }

      @Override
      public int batch() {
        return 1;
      }
    };
  }
}
