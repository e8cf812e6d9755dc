package io.kefu.local.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OldTimeTest {

  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final Instant MORNING = Instant.parse("2025-03-01T01:30:00Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2025-03-01 09:30:00",
        "2025-03-01T09:30",
        "2025/3/1 9:30:00",
        "2025年3月1日 09:30",
        "2025-03-01 09:30:00.000000",
        "2025-03-01T01:30:00Z",
        "2025-03-01T09:30:00+08:00",
        "1740792600",
        "1740792600000",
        " 1740792600.0 "
      })
  void textIsLocalTimeOrSaysItsZoneOrCounts(String text) {
    assertThat(OldTime.of(text, false, SHANGHAI)).contains(MORNING);
  }

  @Test
  void numbersCountSecondsMillisecondsOrMicroseconds() {
    for (Number number :
        new Number[] {1740792600L, 1740792600.0, 1740792600000L, 1740792600000000L}) {
      assertThat(OldTime.of(number, false, SHANGHAI)).contains(MORNING);
    }
  }

  @Test
  void whatTheDatabaseStampedIsUtcAndWhatTheProgramWroteIsLocal() {
    assertThat(OldTime.of("2025-03-01 01:30:00", true, SHANGHAI)).contains(MORNING);
    assertThat(OldTime.of("2025-03-01 09:30:00.000001", true, SHANGHAI))
        .contains(MORNING.plusNanos(1000));
  }

  @ParameterizedTest
  @CsvSource({"yesterday", "0000-00-00 00:00:00", "1970-01-01 00:00:00", "2025-13-01", "12", "-5"})
  void whatIsNoTimeIsEmpty(String text) {
    assertThat(OldTime.of(text, false, SHANGHAI)).isEmpty();
    assertThat(OldTime.of(null, false, SHANGHAI)).isEmpty();
    assertThat(OldTime.of(Double.NaN, false, SHANGHAI)).isEmpty();
  }
}
