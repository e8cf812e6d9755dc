package io.kefu.message.draft;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.answer.Speaker;
import io.kefu.message.context.Line;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastWordsTest {

  @ParameterizedTest
  @CsvSource({
    "t:a, a",
    "t:a m:b t:c t:d, 'c\nd'",
    "t:a t:b m:c, 'a\nb'",
    "m:x t:a m:b m:c, a",
  })
  void areWhatTheCustomerSaidInOneGo(String talk, String words) {
    assertThat(LastWords.of(lines(talk)).orElseThrow().text()).isEqualTo(words);
  }

  @Test
  void areMissingWhereTheCustomerNeverWrote() {
    assertThat(LastWords.of(lines("m:a m:b"))).isEmpty();
    assertThat(LastWords.of(List.of())).isEmpty();
  }

  private static List<Line> lines(String talk) {
    List<Line> lines = new ArrayList<>();
    for (String said : talk.split(" ")) {
      lines.add(
          new Line(
              said.startsWith("t") ? Speaker.THEM : Speaker.ME,
              said.substring(2),
              Instant.ofEpochSecond(lines.size())));
    }
    return lines;
  }
}
