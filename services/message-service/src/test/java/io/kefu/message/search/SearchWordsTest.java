package io.kefu.message.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchWordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "报价|报价",
        "报价 交期|报价;交期",
        "报价　交期|报价;交期",
        "  a  b |a;b",
        "\"hello world\" x|hello world;x",
        "“你好 世界” x|你好 世界;x",
        "5\" 屏|5\";屏",
        "\"\"|\"\"",
        "\"半 句|\"半;句",
        "100%_*|100%_*",
        "a\"b c\"d|a\"b;c\"d",
      })
  void wordsStandBetweenSpacesAndPhrasesInQuotes(String q, String expected) {
    SearchWords.Result read = SearchWords.of(q);

    assertThat(read).isEqualTo(new SearchWords.Words(List.of(expected.split(";"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 2 3 4 5 6 7 8 9", "a\0b", "\u3000", " "})
  void whatCannotBeLookedForIsRefused(String q) {
    SearchWords.Result read = SearchWords.of(q);

    assertThat(read).isInstanceOf(SearchWords.Refused.class);
  }

  @Test
  void aLongSearchIsRefusedWithTheLimit() {
    SearchWords.Result read = SearchWords.of("长".repeat(201));

    assertThat(read).isEqualTo(new SearchWords.Refused("must have at most 200 characters"));
  }

  @Test
  void charactersAreCountedAsPeopleDo() {
    SearchWords.Result read = SearchWords.of("😀".repeat(200));

    assertThat(read).isInstanceOf(SearchWords.Words.class);
  }
}
