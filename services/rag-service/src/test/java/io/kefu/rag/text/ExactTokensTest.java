package io.kefu.rag.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactTokensTest {

  @ParameterizedTest
  @CsvSource({
    "E03怎么处理, 报警码E03是什么意思, E03 是欠压",
    "e03, 报警码E03是什么意思, E03 是欠压",
    "AC7多重, 7kW 交流桩的参数是什么, KF-AC7：额定功率 7kW",
    "一百二十千瓦的桩, 120kW 直流桩的参数, KF-DC120",
    "120的桩, 120kW 直流桩的参数, KF-DC120",
    "120 KW, 120千瓦直流桩, 见铭牌",
    "160和180选哪个, 160kW 和 180kW 的桩怎么选, KF-DC160 KF-DC180",
    "60度电的车充多久, 车辆充满电要多久, 以 60 度电的轿车为例",
    "AC11和AC7的差别, 11kW 和 7kW 的有什么不同, KF-AC11 与 KF-AC7",
  })
  void exactPartsThatAgreeAreNoReasonForDoubt(String question, String asked, String answer) {
    ExactTokens.Comparison comparison = compare(question, asked, answer);

    assertThat(comparison.vetoes()).isEmpty();
    assertThat(comparison.hits()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "E77是什么, 报警码E03是什么意思, E03 是欠压, code:e77",
    "E7怎么办, 报警码E07是什么意思, E07 是过温, code:e7",
    "E010, 报警码E01是什么意思, E01 是急停, code:e010",
    "设备报警码E103, 报警码E10是什么意思, E10 是超时, code:e103",
    "350kW的参数, 320kW 双枪桩, KF-DC320, number:350kw",
    "KF-DC90的枪线, 充电枪线有多长, 标配 5 米, code:kfdc90",
    "120kW用多粗的线, 240kW 直流桩的电缆, 两根 4×120+1×70 平方, number:120kw",
    "22kW桩的电流, 设备坏了怎么报修, 热线 8:00～22:00, number:22kw",
    "30kW的桩, 交流和直流的区别, 多数车 30～60 分钟, number:30kw",
    "支持V2G吗, 支持哪些标准, 国标, code:v2g",
  })
  void anotherCodeModelOrMeasureMakesItAboutSomethingElse(
      String question, String asked, String answer, String veto) {
    ExactTokens.Comparison comparison = compare(question, asked, answer);

    assertThat(comparison.identity()).containsExactly(veto);
  }

  @Test
  void anotherQuantityOnlyForbidsCertainty() {
    ExactTokens.Comparison comparison = compare("一次买20台能优惠多少", "批量采购有折扣吗", "10 台以上有批量优惠");

    assertThat(comparison.identity()).isEmpty();
    assertThat(comparison.quantity()).containsExactly("number:20台");
  }

  private static ExactTokens.Comparison compare(String question, String asked, String answer) {
    return tokens(question).compareWith(tokens(asked), tokens(asked + " " + answer));
  }

  private static ExactTokens tokens(String text) {
    return ExactTokens.of(TextNormalizer.normalize(text));
  }

  @Test
  void generalEntryLeavesAKnownValueOpenAndContradictsAnUnknownOne() {
    ExactTokens warranty = ExactTokens.of("充电桩保修多久 整机 2 年,防护等级 ip54");

    var known = ExactTokens.of("120kw的桩保修几年").compareWith(parts(warranty), "=120kw"::equals);
    var unknown = ExactTokens.of("200kw的桩保修几年").compareWith(parts(warranty), "=120kw"::equals);

    assertThat(known.vetoes()).isEmpty();
    assertThat(known.unmentioned()).containsExactly("number:120kw");
    assertThat(unknown.identity()).containsExactly("number:200kw");
  }

  @Test
  void entryThatNamesAnotherValueOfTheKindContradicts() {
    ExactTokens price = ExactTokens.of("80kw 直流桩多少钱 30000 元");
    ExactTokens model = ExactTokens.of("kf-dc60 的电缆");
    ExactTokens numbered = ExactTokens.of("w600 的废水比是 2:1");

    assertThat(identity("120kw多少钱", price)).containsExactly("number:120kw");
    assertThat(identity("120kw用多大电缆", model)).containsExactly("number:120kw");
    assertThat(identity("kf-dc160的电缆", model)).containsExactly("code:kfdc160");
    assertThat(identity("kf-dc160多少钱", price)).containsExactly("code:kfdc160");
    assertThat(identity("u300的废水比", numbered)).containsExactly("code:u300");
  }

  @Test
  void alarmCodeIsNeverLeftOpen() {
    ExactTokens general = ExactTokens.of("设备坏了怎么报修 拨打热线");

    assertThat(identity("e03怎么报修", general)).containsExactly("code:e03");
  }

  /** Compared while everything of the question is known to some other entry. */
  private static List<String> identity(String question, ExactTokens entry) {
    return ExactTokens.of(question).compareWith(parts(entry), term -> true).identity();
  }

  private static EntryParts parts(ExactTokens one) {
    return new EntryParts(one, one, one, one);
  }
}
