package io.kefu.message.wording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordListTest {

  @ParameterizedTest
  @CsvSource({
    "转人工,true",
    "你们用人工智能吗,false",
    "不要人工智能，要人工,true",
    "我已经理解了,false",
    "我已经理解了，叫你们经理来,true",
    "主管道多粗,false",
    "找主管,true"
  })
  void aWordInsideOfAnotherDoesNotCountWhenTheListSaysSo(String text, boolean expected) {
    WordList list = WordList.of(List.of("人工", "经理", "主管", "!人工智能", "！已经理", "!主管道"));

    assertThat(list.isIn(Wording.folded(text))).isEqualTo(expected);
  }

  @Test
  void whatIsLeftAroundAnExceptionDoesNotBecomeAWord() {
    WordList list = WordList.of(List.of("经理", "!xx"));

    assertThat(list.isIn("经xx理")).isFalse();
  }

  @Test
  void anExclamationMarkAloneIsNothing() {
    WordList list = WordList.of(List.of("!", "退款"));

    assertThat(list.exceptions()).isEmpty();
    assertThat(list.isIn("我要退款!")).isTrue();
  }
}
