package io.kefu.rag.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.embedding.Embedded;
import io.kefu.rag.embedding.Embedder;
import io.kefu.rag.embedding.TokenVectors;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.VectorizedEntry;
import io.kefu.rag.store.VectorStore.Kept;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is kept of texts, in the real database. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "rag"))
class TextVectorsTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final TokenVectors TOKENS =
      TokenVectors.of(new float[] {1, 0}, new float[] {0.6f, -0.8f});
  private static final KnowledgeEntry ENTRY =
      new KnowledgeEntry("e", EntryKind.QA, "标题", List.of("甲问", "乙问"), "答", true, List.of());

  @Inject VectorStore store;

  private final String tenant = "t-" + UUID.randomUUID();
  private final List<String> withTokens = new ArrayList<>();
  private final List<String> withoutTokens = new ArrayList<>();

  @Test
  void tokensAreKeptBesideTheVector() {
    keep("m", new Kept(new float[] {0.5f, -1}, Optional.of(TOKENS)));

    Kept found = find("m");

    assertThat(found.vector()).containsExactly(0.5f, -1);
    assertThat(found.tokens().orElseThrow().toBytes()).isEqualTo(TOKENS.toBytes());
  }

  @Test
  void tokensAreAddedToATextThatHadNoneAndNothingElseIsChanged() {
    keep("m", new Kept(new float[] {1}, Optional.empty()));
    boolean before = find("m").tokens().isPresent();
    keep("m", new Kept(new float[] {2}, Optional.of(TOKENS)));
    keep("m", new Kept(new float[] {3}, Optional.of(TokenVectors.NONE)));
    keep("m", new Kept(new float[] {4}, Optional.empty()));

    Kept found = find("m");

    assertThat(before).isFalse();
    assertThat(found.vector()).containsExactly(1);
    assertThat(found.tokens().orElseThrow().size()).isEqualTo(2);
  }

  @Test
  void everyTextIsEmbeddedOnceAndTheAnswerAloneWithoutTokens() {
    TextVectors vectors = new TextVectors(Optional.of(new Counting("m")), store);

    vectors.of(tenant, List.of(ENTRY));
    VectorizedEntry again = vectors.of(tenant, List.of(ENTRY)).getFirst();

    assertThat(withTokens).containsExactlyInAnyOrder("甲问答", "甲问", "乙问");
    assertThat(withoutTokens).containsExactly("答");
    assertThat(again.summaryTokens().size()).isEqualTo(2);
    assertThat(again.askedTokens().size()).isEqualTo(4);
  }

  @Test
  void textThatWasKeptWithoutTokensIsEmbeddedAgainWhereTheyAreWanted() {
    TextVectors vectors = new TextVectors(Optional.of(new Counting("m")), store);
    KnowledgeEntry asked =
        new KnowledgeEntry("f", EntryKind.QA, "标题", List.of("答"), "另答", true, List.of());

    vectors.of(tenant, List.of(ENTRY));
    vectors.of(tenant, List.of(asked));
    vectors.of(tenant, List.of(asked));

    assertThat(withTokens).containsOnlyOnce("答");
  }

  @Test
  void anotherModelComparesNothingWithTheOldOnesVectors() {
    new TextVectors(Optional.of(new Counting("old")), store).of(tenant, List.of(ENTRY));
    int before = withTokens.size();

    new TextVectors(Optional.of(new Counting("new")), store).of(tenant, List.of(ENTRY));

    assertThat(withTokens).hasSize(2 * before);
  }

  private void keep(String model, Kept kept) {
    store.keep(tenant, model, Map.of("hash", kept)).await().atMost(LIMIT);
  }

  private Kept find(String model) {
    return store.find(tenant, model, List.of("hash")).await().atMost(LIMIT).get("hash");
  }

  /** Remembers what it was asked for. */
  private final class Counting implements Embedder {
    private final String model;

    Counting(String model) {
      this.model = model;
    }

    @Override
    public String model() {
      return model;
    }

    @Override
    public int dimensions() {
      return 1;
    }

    @Override
    public Embedded embed(String normalized) {
      withTokens.add(normalized);
      return new Embedded(new float[] {1}, TOKENS);
    }

    @Override
    public float[] vector(String normalized) {
      withoutTokens.add(normalized);
      return new float[] {1};
    }
  }
}
