package io.kefu.rag.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordListTest {

  private final WordList list = WordList.BUILT_IN;

  @Test
  void runIsDividedIntoItsLikeliestWords() {
    assertThat(list.wordsOf("可以货到付款吗"))
        .extracting(WordList.Word::text)
        .containsExactly("可以", "货到付款", "吗");
  }

  @Test
  void rareWordSaysMoreThanACommonOne() {
    WordList.Word rare = list.wordsOf("螃蟹").getFirst();
    WordList.Word common = list.wordsOf("可以").getFirst();

    assertThat(rare.rarity()).isGreaterThan(common.rarity() + 0.3);
    assertThat(rare.name()).isTrue();
    assertThat(common.name()).isFalse();
  }

  @Test
  void charactersOfNoWordStandAlone() {
    assertThat(list.wordsOf("龘靐")).extracting(WordList.Word::text).containsExactly("龘", "靐");
    assertThat(list.isWord("保休")).isFalse();
    assertThat(list.isWord("")).isFalse();
  }
}
