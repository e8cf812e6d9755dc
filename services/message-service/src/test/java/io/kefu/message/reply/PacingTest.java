package io.kefu.message.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacingTest {

  private record Pace(Duration shortest, Duration longest) implements ReplyConfig.Pace {}

  private static final Pace DOMAIN = new Pace(Duration.ofMillis(1_500), Duration.ofMillis(3_500));

  @Test
  void pausesLieBetweenTheBoundsAndVary() {
    List<Duration> gaps = new Pacing(DOMAIN, new Random(1)).gaps(200);

    assertThat(gaps)
        .hasSize(199)
        .allMatch(gap -> gap.toMillis() >= 1_500 && gap.toMillis() <= 3_500);
    assertThat(gaps.stream().distinct().count()).isGreaterThan(100);
  }

  @Test
  void sameSeedGivesTheSamePauses() {
    assertThat(new Pacing(DOMAIN, new Random(7)).gaps(5))
        .isEqualTo(new Pacing(DOMAIN, new Random(7)).gaps(5));
  }

  @Test
  void oneOrNoPartHasNoPause() {
    assertThat(new Pacing(DOMAIN, new Random(1)).gaps(1)).isEmpty();
    assertThat(new Pacing(DOMAIN, new Random(1)).gaps(0)).isEmpty();
  }

  @Test
  void boundsThatContradictEachOtherAreRefused() {
    Pace wrong = new Pace(Duration.ofSeconds(3), Duration.ofSeconds(2));

    assertThatThrownBy(() -> new Pacing(wrong, new Random(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kefu.message.reply.pace");
  }
}
