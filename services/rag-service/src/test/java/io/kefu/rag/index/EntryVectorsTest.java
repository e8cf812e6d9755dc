package io.kefu.rag.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.rag.embedding.TokenVectors;
import io.kefu.rag.knowledge.KnowledgeEntry;
import io.kefu.rag.knowledge.VectorizedEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryVectorsTest {

  private static final KnowledgeEntry ENTRY =
      new KnowledgeEntry("e", EntryKind.QA, "标题", List.of("问"), "答", true, List.of());
  private static final float[] QUESTION = {0.6f, 0.8f, 0};
  private static final float[] SUMMARY = {0, 0, 1};
  private static final float[] CONTENT = {0, 1, 0};
  private static final TokenVectors SUMMARY_TOKENS =
      TokenVectors.of(new float[] {1, 0}, new float[] {0, 1}, new float[] {0.6f, 0.8f});
  private static final TokenVectors ASKED_TOKENS = TokenVectors.of(new float[] {0, -1});

  @Test
  void whatWasWrittenIsReadWithItsTokens() {
    EntryVectors vectors =
        EntryVectors.of(
            new VectorizedEntry(
                ENTRY, List.of(QUESTION), SUMMARY, CONTENT, SUMMARY_TOKENS, ASKED_TOKENS));

    EntryVectors read = read(vectors);

    assertThat(read.question(QUESTION)).isCloseTo(1, within(0.01));
    assertThat(read.summary(SUMMARY)).isCloseTo(1, within(0.01));
    assertThat(read.content(CONTENT)).isCloseTo(1, within(0.01));
    assertThat(read.summaryTokens().toBytes()).isEqualTo(SUMMARY_TOKENS.toBytes());
    assertThat(read.askedTokens().toBytes()).isEqualTo(ASKED_TOKENS.toBytes());
    assertThat(read.bytes()).isEqualTo(vectors.bytes());
  }

  @Test
  void tokensAreCountedByTheCache() {
    VectorizedEntry without = new VectorizedEntry(ENTRY, List.of(QUESTION), SUMMARY, CONTENT);
    VectorizedEntry with =
        new VectorizedEntry(
            ENTRY, List.of(QUESTION), SUMMARY, CONTENT, SUMMARY_TOKENS, ASKED_TOKENS);

    assertThat(EntryVectors.of(with).bytes()).isEqualTo(EntryVectors.of(without).bytes() + 8);
  }

  @Test
  void entryWithoutTokensOrWithoutVectorsIsReadToo() {
    EntryVectors without =
        read(EntryVectors.of(new VectorizedEntry(ENTRY, List.of(), SUMMARY, CONTENT)));
    EntryVectors nothing = read(EntryVectors.of(VectorizedEntry.withoutVectors(ENTRY)));

    assertThat(without.isPresent()).isTrue();
    assertThat(without.summaryTokens().size()).isZero();
    assertThat(nothing.isPresent()).isFalse();
  }

  /** From the middle of an array, as the index hands it over. */
  private static EntryVectors read(EntryVectors vectors) {
    byte[] bytes = vectors.toBytes();
    byte[] page = new byte[bytes.length + 5];
    System.arraycopy(bytes, 0, page, 3, bytes.length);
    return EntryVectors.fromBytes(page, 3, bytes.length);
  }
}
