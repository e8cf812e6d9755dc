package io.kefu.rag.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextProfileTest {

  @ParameterizedTest
  @CsvSource({
    "'ＫＷ　充電樁', 'kw 充电桩'",
    "'OPPO 和 QQ', 'oppo 和 qq'",
    "'一百二十千瓦', '120千瓦'",
    "'三千瓦两台', '3千瓦两台'",
    "'  多\t空\n白 ', '多 空 白'",
    "'第一平方', '第一平方'",
  })
  void textsAreBroughtIntoOneForm(String text, String expected) {
    assertThat(TextNormalizer.normalize(text)).isEqualTo(expected);
  }

  @Test
  void chineseBecomesPairsAndCharactersAndOtherWordsStayWhole() {
    TextProfile profile = TextProfile.of("充电桩OCPP 1.6");

    assertThat(profile.indexTerms()).contains("充电", "电桩", "充", "桩", "ocpp", "1.6");
  }

  @Test
  void stopWordsBelongToNoContentTerm() {
    TextProfile profile = TextProfile.of("请问你们的运费怎么算呢");

    assertThat(profile.contentTerms()).containsExactlyInAnyOrder("#运费", "运费");
  }

  @Test
  void differentWordsForOneThingAreOneConcept() {
    TextProfile asked = TextProfile.of("质保几年");
    TextProfile written = TextProfile.of("保修多长时间");

    assertThat(asked.concepts()).contains("#保修").isSubsetOf(written.concepts());
  }

  @Test
  void subjectsOfOtherTradesAreSeenAsWholeWordsOnly() {
    assertThat(TextProfile.of("冰箱保修几年").subjects()).containsExactly("冰箱");
    assertThat(TextProfile.of("etc怎么办理").subjects()).containsExactly("etc");
    assertThat(TextProfile.of("fetch失败").subjects()).isEmpty();
  }

  @Test
  void nothingToSayIsNoError() {
    TextProfile profile = TextProfile.of("？？？ [] …");

    assertThat(profile.contentTerms()).isEmpty();
    assertThat(profile.exact().isEmpty()).isTrue();
  }
}
