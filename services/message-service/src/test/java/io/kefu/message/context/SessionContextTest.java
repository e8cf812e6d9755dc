package io.kefu.message.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.answer.Speaker;
import io.kefu.contracts.answer.Turn;
import io.kefu.message.context.SessionContext.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionContextTest {

  private static final Instant NOW = Instant.parse("2026-11-22T02:00:00Z");
  private static final ContextConfig CONFIG = Settings.defaults();

  @ParameterizedTest
  @CsvSource({
    "0,ACTIVE",
    "299,ACTIVE",
    "300,IDLE",
    "899,IDLE",
    "900,DORMANT",
    "1799,DORMANT",
    "1800,EXPIRED"
  })
  void silenceAgesTheSession(long seconds, Phase phase) {
    List<Line> lines = List.of(them("报警码E103怎么处理", seconds));

    SessionContext context = SessionContext.at(NOW, lines, CONFIG, text -> null);

    assertThat(context.phase()).isEqualTo(phase);
    assertThat(context.lines()).hasSize(phase == Phase.EXPIRED ? 0 : 1);
  }

  @Test
  void linesBeforeALongSilenceAreAnotherSession() {
    List<Line> lines = List.of(them("旧问题", 4000), me("旧回答", 3990), them("新问题", 60), me("新回答", 50));

    SessionContext context = SessionContext.at(NOW, lines, CONFIG, text -> null);

    assertThat(context.startedAt()).isEqualTo(NOW.minusSeconds(60));
    assertThat(context.lines()).extracting(Line::text).containsExactly("新问题", "新回答");
  }

  @Test
  void anotherModelCutsWhatIsToldAndSmallTalkDoesNot() {
    List<Line> lines =
        List.of(
            them("320kW充电桩支持双枪吗", 300),
            me("支持。", 290),
            them("好的谢谢", 280),
            them("7kW家用桩能装在室外吗", 200),
            me("可以。", 190));

    SessionContext context = SessionContext.at(NOW, lines, CONFIG, text -> null);

    assertThat(context.change()).isEqualTo(Topic.Change.OTHER_THING);
    assertThat(context.topicSince()).isEqualTo(NOW.minusSeconds(200));
    assertThat(context.lines()).extracting(Line::text).containsExactly("7kW家用桩能装在室外吗", "可以。");
  }

  @Test
  void questionThatLeavesTheTopicIsToldWithNothing() {
    SessionContext context =
        SessionContext.at(NOW, List.of(them("报警码E103怎么处理", 60)), CONFIG, text -> null);

    SessionContext asked = context.asking("E205是什么意思", NOW, text -> null);

    assertThat(asked.lines()).isEmpty();
    assertThat(context.asking("那要多久", NOW, text -> null)).isSameAs(context);
  }

  @Test
  void summaryOfTheTopicStandsInFrontOfTheLastLines() {
    SessionContext context = SessionContext.at(NOW, many(20), CONFIG, text -> null);
    ContextStore.Summary summary =
        new ContextStore.Summary(
            "客户问了很多。", context.topicSince(), context.lines().get(11).at(), "m");

    Recollection recollection = Recollection.of(context, Optional.of(summary), 5);

    assertThat(recollection.uncovered()).isEqualTo(8);
    assertThat(recollection.turns())
        .hasSize(6)
        .first()
        .extracting(Turn::content)
        .isEqualTo("【前情摘要】客户问了很多。");
  }

  @Test
  void summaryOfAnEarlierTopicIsNotTold() {
    SessionContext context = SessionContext.at(NOW, many(3), CONFIG, text -> null);
    ContextStore.Summary stale =
        new ContextStore.Summary(
            "别的。", NOW.minus(Duration.ofHours(2)), NOW.minusSeconds(4000), "m");

    Recollection recollection = Recollection.of(context, Optional.of(stale), 10);

    assertThat(recollection.turns()).hasSize(3).noneMatch(turn -> turn.content().contains("别的"));
  }

  private static List<Line> many(int lines) {
    List<Line> many = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      many.add(them("E103 第" + i + "问", (lines - i) * 10L));
    }
    return many;
  }

  private static Line them(String text, long secondsAgo) {
    return new Line(Speaker.THEM, text, NOW.minusSeconds(secondsAgo));
  }

  private static Line me(String text, long secondsAgo) {
    return new Line(Speaker.ME, text, NOW.minusSeconds(secondsAgo));
  }
}
