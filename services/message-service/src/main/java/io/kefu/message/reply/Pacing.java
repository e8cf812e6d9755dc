package io.kefu.message.reply;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Pauses between the parts of one answer, as a person who types would make (domain.md §5). They are
 * drawn once and stored as the parts' times, so that a redelivery keeps them.
 */
public final class Pacing {

  private final RandomGenerator random;

  /** Draws from this. */
  public Pacing(RandomGenerator random) {
    this.random = random;
  }

  /** The pauses within an answer of so many parts; one fewer than parts. */
  public List<Duration> gaps(int parts, ReplyShape shape) {
    long shortestMs = shape.shortestPause().toMillis();
    long longestMs = shape.longestPause().toMillis();
    return IntStream.range(1, Math.max(1, parts))
        .mapToObj(next -> Duration.ofMillis(random.nextLong(shortestMs, longestMs + 1)))
        .toList();
  }
}
