package io.kefu.rag.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColloquialTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "老板你好，在吗？枪线多长;枪线多长",
        "亲，麻烦问下，保修几年？;保修几年?",
        "枪拔不出来了，急急急！！！;枪拔不出来了",
        "咋复位;怎么复位",
        "能刷卡不;能刷卡吗",
        "有现货没有;有现货没有",
        "俩车一块儿充行不;两辆车一起充行吗",
        "运费谁掏;运费谁承担"
      })
  void questionIsWrittenOutAndWhatAsksNothingIsGone(String typed, String written) {
    assertThat(TextProfile.ofQuestion(typed).normalized()).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"你好", "在吗", "120kW 直流桩需要多大的电缆?", "不要的能退吗", "这个不错"})
  void whatIsWrittenAlreadyAndAGreetingAloneStayAsTheyAre(String text) {
    assertThat(TextProfile.ofQuestion(text).normalized()).isEqualTo(text.replace("kW", "kw"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "一百二的桩;120的桩",
        "两百四十千瓦;240千瓦",
        "三百六的;360的",
        "一百零二台;102台",
        "11个千瓦;11千瓦",
        "E零三是什么;e03是什么",
        "E零五五;e055",
        "百分之五;百分之五",
        "千万别;千万别",
        "第一百;第一百"
      })
  void spokenNumbersAreDigits(String typed, String normalized) {
    assertThat(TextNormalizer.normalize(typed)).isEqualTo(normalized);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "e 03 怎么搞;e03",
        "E-05;e05",
        "kf dc 120 参数;kfdc120",
        "DC 120;dc120",
        "ac 220v;",
        "ccs2;ccs2"
      })
  void codesTypedWithBlanksAreCodes(String typed, String code) {
    assertThat(TextProfile.ofQuestion(typed).exact().codes())
        .isEqualTo(code == null ? Set.of() : Set.of(code));
  }
}
