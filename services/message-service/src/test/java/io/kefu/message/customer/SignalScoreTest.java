package io.kefu.message.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.message.customer.SignalScore.Signal;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.ZoneIdConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalScoreTest {

  /** A Friday, ten in the morning in Shanghai. */
  private static final Instant WORK = Instant.parse("2026-11-20T02:00:00Z");

  /** A Sunday, ten in the morning in Shanghai. */
  private static final Instant SUNDAY = Instant.parse("2026-11-22T02:00:00Z");

  /** A Friday, ten at night in Shanghai. */
  private static final Instant NIGHT = Instant.parse("2026-11-20T14:00:00Z");

  private final SignalScore score =
      new SignalScore(
          new SmallRyeConfigBuilder()
              .withMapping(SignalConfig.class)
              .withConverter(Duration.class, 200, new DurationConverter())
              .withConverter(ZoneId.class, 200, new ZoneIdConverter())
              .build()
              .getConfigMapping(SignalConfig.class));

  @ParameterizedTest
  @CsvSource({
    "'你好，发下320kW双枪报价和交期，含税，发票要专票。', GRAY, 售前",
    "'设备报警码E103，无法充电', GRAY, 售后",
    "'想了解代理政策，渠道合作', GRAY, 客户开发",
    "晚上一起撸串, BLACK, "
  })
  void acceptanceExamplesOfTheDomain(String text, String bucket, String trigger) {
    Signal signal = score.of(text, List.of(), true, WORK);

    assertThat(score.bucketAfter("GRAY", false, signal)).isEqualTo(bucket);
    assertThat(signal.trigger()).isEqualTo(trigger);
  }

  @Test
  void pointsAddUp() {
    assertThat(score.of("报价", List.of(), false, NIGHT).points()).isEqualTo(6);
    assertThat(score.of("报价 报价 报价 报价", List.of(), false, NIGHT).points()).isEqualTo(20);
    assertThat(score.of("fob", List.of(), false, NIGHT).points()).isEqualTo(6);
    assertThat(score.of("", List.of("需求.PDF", "图.dwg"), false, NIGHT).points()).isEqualTo(25);
    assertThat(score.of("", List.of(), false, WORK).points()).isEqualTo(12);
    assertThat(score.of("", List.of(), false, SUNDAY).points()).isEqualTo(4);
    assertThat(score.of("", List.of(), true, NIGHT).points()).isEqualTo(20);
  }

  @Test
  void pointsNeverExceedAHundred() {
    String all = "报价 价格 参数 型号 交期 样机 招标 折扣 含税 EXW FOB 功率 枪型 故障 报错 保修 安装 代理 渠道";

    assertThat(score.of(all, List.of("a.dwg"), true, WORK).points()).isEqualTo(100);
  }

  @Test
  void contactOnFileIsWhiteWhateverItWrites() {
    Signal privateLife = score.of("晚上一起撸串", List.of(), false, WORK);

    assertThat(score.bucketAfter("GRAY", true, privateLife)).isEqualTo("WHITE");
    assertThat(score.bucketAfter("WHITE", false, privateLife)).isEqualTo("WHITE");
  }

  @Test
  void strongSignalIsProposedForTheFileAndLiftsABlock() {
    Signal strong = score.of("报价 价格 参数 型号 交期 样机 招标 折扣", List.of("需求.pdf"), true, WORK);

    assertThat(strong.points()).isGreaterThanOrEqualTo(80);
    assertThat(score.proposesWhite(false, strong)).isTrue();
    assertThat(score.bucketAfter("BLACK", false, strong)).isEqualTo("GRAY");
  }

  @Test
  void weakSignalLeavesTheBucket() {
    Signal weak = score.of("你好", List.of(), false, WORK);

    assertThat(score.bucketAfter("BLACK", false, weak)).isEqualTo("BLACK");
    assertThat(score.bucketAfter("GRAY", false, weak)).isEqualTo("GRAY");
    assertThat(weak.trigger()).isNull();
  }
}
