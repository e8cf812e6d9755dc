package io.kefu.message.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class OutageTest {

  private final Moment clock = new Moment();
  private final Outage outage = new Outage(Duration.ofSeconds(20), clock);

  @Test
  void patienceIsCountedFromTheFirstFailure() {
    Duration first = outage.left();
    clock.now = clock.now.plusSeconds(15);

    Duration later = outage.left();

    assertThat(first).isEqualTo(Duration.ofSeconds(20));
    assertThat(later).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aLongOutageIsNotWaitedForAgain() {
    outage.left();
    clock.now = clock.now.plusSeconds(600);

    assertThat(outage.left()).isZero();
  }

  @Test
  void anAnswerBringsPatienceBack() {
    outage.left();
    clock.now = clock.now.plusSeconds(600);

    outage.over();

    assertThat(outage.left()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void aClockThatIsPutBackBeginsAnew() {
    outage.left();
    clock.now = clock.now.minusSeconds(3_600);

    assertThat(outage.left()).isEqualTo(Duration.ofSeconds(20));
  }

  private static final class Moment extends Clock {
    private Instant now = Instant.parse("2026-11-22T08:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
