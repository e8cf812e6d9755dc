package io.kefu.message.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.message.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacingTest {

  private static final ReplyShape DOMAIN =
      new ReplyShape(400, 500, Duration.ofMillis(1_500), Duration.ofMillis(3_500));

  @Test
  void pausesLieBetweenTheBoundsAndVary() {
    List<Duration> gaps = new Pacing(new Random(1)).gaps(200, DOMAIN);

    assertThat(gaps)
        .hasSize(199)
        .allMatch(gap -> gap.toMillis() >= 1_500 && gap.toMillis() <= 3_500);
    assertThat(gaps.stream().distinct().count()).isGreaterThan(100);
  }

  @Test
  void sameSeedGivesTheSamePauses() {
    assertThat(new Pacing(new Random(7)).gaps(5, DOMAIN))
        .isEqualTo(new Pacing(new Random(7)).gaps(5, DOMAIN));
  }

  @Test
  void oneOrNoPartHasNoPause() {
    assertThat(new Pacing(new Random(1)).gaps(1, DOMAIN)).isEmpty();
    assertThat(new Pacing(new Random(1)).gaps(0, DOMAIN)).isEmpty();
  }

  @Test
  void boundsThatContradictEachOtherAreRefused() {
    assertThatThrownBy(() -> new ReplyShape(400, 500, Duration.ofSeconds(3), Duration.ofSeconds(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longest");
  }

  @Test
  void savedSettingsThatContradictNewerDefaultsStillAnswer() {
    ReplyShape shape = ReplyShape.of(new Settings.Limits(20, 30, 100, 450, 420, 2_000, 900, 500));

    assertThat(shape)
        .isEqualTo(new ReplyShape(450, 450, Duration.ofMillis(900), Duration.ofMillis(900)));
  }
}
