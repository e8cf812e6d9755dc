package io.kefu.rag.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentencesTest {

  private static final String TEXT = "先断电。再开盖！最后检查端子。";

  @ParameterizedTest
  @CsvSource({
    "100,先断电。再开盖！最后检查端子。",
    "14,再开盖！最后检查端子。",
    "11,再开盖！最后检查端子。",
    "10,最后检查端子。",
    "6,''",
    "0,''"
  })
  void theEndIsCutBetweenSentences(int characters, String kept) {
    assertThat(Sentences.last(TEXT, characters)).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({"100,先断电。再开盖！最后检查端子。", "14,先断电。再开盖！", "8,先断电。再开盖！", "7,先断电。", "3,''", "0,''"})
  void theBeginningIsCutBetweenSentences(int characters, String kept) {
    assertThat(Sentences.first(TEXT, characters)).isEqualTo(kept);
  }

  @Test
  void onlyWholeSentencesAreRepeated() {
    assertThat(Sentences.repeated("先断电。再开盖！", "再开盖！检查端子。")).isEqualTo(4);
    assertThat(Sentences.repeated("机器再开盖！", "再开盖！检查端子。")).isEqualTo(4);
    assertThat(Sentences.repeated("先断电", "断电后检查。")).isZero();
    assertThat(Sentences.repeated("第一行", "第一行\n第二行")).isEqualTo(3);
    assertThat(Sentences.repeated("", "检查。")).isZero();
  }
}
