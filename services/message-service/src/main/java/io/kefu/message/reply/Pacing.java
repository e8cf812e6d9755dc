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

  private final long shortestMs;
  private final long longestMs;
  private final RandomGenerator random;

  /**
   * A pace.
   *
   * @throws IllegalArgumentException when the longest pause is shorter than the shortest
   */
  public Pacing(ReplyConfig.Pace config, RandomGenerator random) {
    this.shortestMs = config.shortest().toMillis();
    this.longestMs = config.longest().toMillis();
    this.random = random;
    if (shortestMs < 0 || longestMs < shortestMs) {
      throw new IllegalArgumentException(
          "kefu.message.reply.pace: shortest must be 0 or more, longest not below it");
    }
  }

  /** The pauses within an answer of so many parts; one fewer than parts. */
  public List<Duration> gaps(int parts) {
    return IntStream.range(1, Math.max(1, parts))
        .mapToObj(next -> Duration.ofMillis(random.nextLong(shortestMs, longestMs + 1)))
        .toList();
  }
}
