package io.kefu.stats.daily;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.kefu.contracts.stats.ResponseTimes;
import io.kefu.contracts.stats.Satisfaction;
import io.kefu.contracts.stats.StatsMeasures;
import io.kefu.stats.daily.DailyConfig.Kind;
import io.kefu.stats.question.UnansweredQuestions.Cluster;
import io.kefu.stats.report.UnknownPool;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WebhookCallTest {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
  private static final URI URL = URI.create("https://robot.example.com/send?access_token=abc");
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);

  @Test
  void weComGetsAText() throws Exception {
    WebhookCall call = call(Kind.WECOM, Optional.empty(), figures(2));

    JsonNode body = JSON.readTree(call.body());
    assertThat(call.address()).isEqualTo(URL);
    assertThat(body.path("msgtype").asText()).isEqualTo("text");
    assertThat(body.at("/text/content").asText())
        .startsWith("客服日报 2026-11-21\n收到消息：120 条（较前日 +20%）")
        .contains("回复率 75.0%", "95% 在 1.5 分钟 内", "20:00 清零率 80.0%，剩余 2 人")
        .contains("解决率 60.0%", "4.5 分（2 人评价，满意 100.0%）", "1. 问题<0>（9 次）");
  }

  @Test
  void weComGetsNoMoreThanItTakes() throws Exception {
    WebhookCall call = call(Kind.WECOM, Optional.empty(), figures(200));

    String content = JSON.readTree(call.body()).at("/text/content").asText();
    assertThat(content.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(2048);
    assertThat(content).endsWith("…");
  }

  @Test
  void dingTalkIsSignedInTheAddress() throws Exception {
    WebhookCall call = call(Kind.DINGTALK, Optional.of("SECabc"), figures(1));

    // base64(hmac_sha256("SECabc", "1700000000123\nSECabc")), by openssl.
    assertThat(call.address().toString())
        .isEqualTo(
            URL
                + "&timestamp=1700000000123&sign=IqXBU%2FaLfwMA3S%2FtDcfRmHx5vWHw9Y1aOgFLBr1Ti9w%3D");
    assertThat(JSON.readTree(call.body()).path("msgtype").asText()).isEqualTo("text");
  }

  @Test
  void feishuIsSignedInTheBody() throws Exception {
    WebhookCall call = call(Kind.FEISHU, Optional.of("SECabc"), figures(1));

    JsonNode body = JSON.readTree(call.body());
    assertThat(call.address()).isEqualTo(URL);
    assertThat(body.path("timestamp").asText()).isEqualTo("1700000000");
    // base64(hmac_sha256("1700000000\nSECabc", "")), by openssl.
    assertThat(body.path("sign").asText())
        .isEqualTo("XprR1de+0SSBnwWyU/4k6x2TL+Q2SJlM5NNEdAv7MWg=");
    assertThat(body.path("msg_type").asText()).isEqualTo("text");
    assertThat(body.at("/content/text").asText())
        .startsWith("客服日报 2026-11-21")
        // No tag of Feishu's, such as <at user_id="all">, comes from a customer.
        .contains("1. 问题＜0>（9 次）");
  }

  @Test
  void anyOtherGetsTextHtmlAndFigures() throws Exception {
    JsonNode body = JSON.readTree(call(Kind.JSON, Optional.empty(), figures(1)).body());

    assertThat(body.path("title").asText()).isEqualTo("客服日报 2026-11-21");
    assertThat(body.path("html").asText())
        .contains("<h1>客服日报 2026-11-21</h1>", "问题&lt;0&gt;")
        .doesNotContain("问题<0>");
    assertThat(body.at("/figures/totals/received").asInt()).isEqualTo(120);
  }

  @Test
  void aRobotThatRefusesSaysSoInItsAnswer() {
    assertThat(WebhookCall.refusal(Kind.WECOM, 200, "{\"errcode\":0,\"errmsg\":\"ok\"}", JSON))
        .isEmpty();
    assertThat(WebhookCall.refusal(Kind.FEISHU, 200, "{\"code\":0,\"msg\":\"success\"}", JSON))
        .isEmpty();
    assertThat(WebhookCall.refusal(Kind.FEISHU, 200, "{\"StatusCode\":0}", JSON)).isEmpty();
    assertThat(WebhookCall.refusal(Kind.DINGTALK, 200, "{\"errcode\":310000}", JSON))
        .contains("refused with code 310000");
    assertThat(WebhookCall.refusal(Kind.WECOM, 200, "<html>", JSON)).isPresent();
    assertThat(WebhookCall.refusal(Kind.WECOM, 200, "", JSON)).isPresent();
    assertThat(WebhookCall.refusal(Kind.JSON, 503, "", JSON)).contains("HTTP 503");
    assertThat(WebhookCall.refusal(Kind.JSON, 204, "", JSON)).isEmpty();
  }

  @Test
  void aDayWithoutAnythingIsToldAsWell() {
    StatsMeasures nothing = measures(0, null, null, null, null);

    String text =
        DailyText.text(
            new DailyFigures(
                LocalDate.of(2026, 11, 21),
                nothing,
                nothing,
                null,
                20,
                new UnknownPool.Day(LocalDate.of(2026, 11, 21), 0, 0, 0, 0, null),
                List.of()));

    assertThat(text).contains("收到消息：0 条\n", "回复率 —", "首次响应：无", "满意度：无评价");
  }

  private static WebhookCall call(Kind kind, Optional<String> secret, DailyFigures figures) {
    return WebhookCall.of(kind, URL, secret, figures, NOW, JSON);
  }

  private static DailyFigures figures(int questions) {
    List<Cluster> asked =
        java.util.stream.IntStream.range(0, questions)
            .mapToObj(i -> new Cluster("问题<" + i + ">", 9, 1, Collections.emptyList()))
            .toList();
    return new DailyFigures(
        LocalDate.of(2026, 11, 21),
        measures(
            120,
            0.75,
            0.6,
            new ResponseTimes(90, 900, 500, 30_000, 90_000, 120_000),
            new Satisfaction(2, 4.5, 1)),
        measures(100, null, null, null, null),
        10,
        20,
        new UnknownPool.Day(LocalDate.of(2026, 11, 21), 4, 6, 8, 2, 0.8),
        asked);
  }

  private static StatsMeasures measures(
      long received,
      Double answerRate,
      Double resolutionRate,
      ResponseTimes response,
      Satisfaction satisfaction) {
    return new StatsMeasures(
        received,
        90,
        10,
        0,
        95,
        94,
        1,
        0,
        1000,
        200,
        3,
        answerRate,
        response,
        40,
        5,
        80,
        1.25,
        2,
        5,
        3,
        1,
        1,
        0,
        6,
        8,
        0.1,
        resolutionRate,
        60_000.0,
        satisfaction);
  }
}
