package io.kefu.ai.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "一千二;1200元",
        "一千二百元;1200 元",
        "一万二;12000元",
        "1.2万;12,000 元",
        "1.2万元;一万二千元",
        "3千元;3000元",
        "壹仟贰佰元整;1200元",
        "¥1,200;1200元",
        "￥１２００;1200 块",
        "打八五折;8.5折",
        "8.5 折;85折",
        "百分之十二点五;12.5%",
        "两三天;2到3天",
        "三五百块;300元到500元",
        "十二月二十五日;12月25号",
        "下午三点;15点前，3 点后",
        "周五发货;每星期五发货",
        "免费上门;上门不收费",
        "二零二六年;2026年"
      })
  void knowsTheSameFigureHoweverItIsSaid(String text, String evidence) {
    assertThat(Figures.missing(text, evidence)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "大概一千二;1300元",
        "一千二左右;1002元",
        "一万二;10002元",
        "1.2万;1.2元",
        "贰仟元;3000元",
        "¥999;1999元",
        "打对折;8折",
        "半价给您;原价 100 元",
        "五折;8.5折",
        "几百块;200元",
        "上万元;价格面议",
        "十几台;10台",
        "十二月发货;11月",
        "周五发货;7 天内发货",
        "明天就能到;3 个工作日送达",
        "月底前;3 个工作日",
        "免费上门;上门 80 元",
        "包邮;运费由客户承担",
        "买一送一;10 台以上有优惠",
        "三点半;3点",
        "1200k;1200",
        "２０２７年;2026年",
        "三成;两成",
        "Ⅲ级 IP65;IP54"
      })
  void findsWhatIsMissingHoweverItIsSaid(String text, String evidence) {
    assertThat(Figures.missing(text, evidence)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "您好，请您稍等一下，我们一定尽快处理。",
        "千万不要自行拆机，万一有异味请先断电。",
        "十分抱歉给您带来不便，我们会百分百负责。",
        "一般情况下可以，一次说清楚就行。",
        "第一步断电，第二步联系售后。",
        "一方面看电池，一方面看桩。"
      })
  void everydayWordsAreNoFigures(String text) {
    assertThat(Figures.missing(text, "整机质保")).isEmpty();
  }
}
