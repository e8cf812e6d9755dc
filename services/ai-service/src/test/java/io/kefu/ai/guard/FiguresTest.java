package io.kefu.ai.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "质保两年;质保 2 年",
        "质保24个月;质保二十四个月",
        "３００元;300 元",
        "1,280.50元;1280.5 元",
        "半年内;0.5年",
        "三年半;3.5 年",
        "两百台;200台",
        "百分之五;5%",
        "充电功率120KW;功率 120 千瓦",
        "IP54;防护等级 ip-54",
        "GB/T20234;符合GB/T 20234 的 T20234",
        "https://kefu.example/a.;见 https://kefu.example/a",
        "48小时;48 个小时",
        "11月22日;11 月 22 号",
        "22kW到45kW;22～45kW",
        "1-3个工作日;最快 1 个工作日，最慢 3 个工作日",
        "8:00～22:00;8:00-22:00",
        "400-000-1688;热线 400-000-1688"
      })
  void knowsTheSameFigureInAnotherDress(String text, String evidence) {
    assertThat(Figures.missing(text, evidence)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "2个月;2年",
        "2;2年",
        "120kW;12kW",
        "E77;E03",
        "1280元;1,280.50元",
        "13912345678;13812345678",
        "kefu@evil.example;kefu@kefu.example",
        "十五天;十天",
        "30kW;22～45kW",
        "3-5年;1-3年"
      })
  void findsTheFigureThatIsMissing(String text, String evidence) {
    assertThat(Figures.missing(text, evidence)).isPresent();
  }
}
