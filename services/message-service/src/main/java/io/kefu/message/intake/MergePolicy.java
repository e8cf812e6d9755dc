package io.kefu.message.intake;

import io.kefu.contracts.chat.ContentType;
import java.time.Duration;
import java.time.Instant;

/** How long an arrival waits for the rest of its burst. Pure. */
public final class MergePolicy {

  private static final Duration LONGEST_WINDOW = Duration.ofSeconds(10);

  private final MergeConfig config;

  /**
   * A policy.
   *
   * @throws IllegalArgumentException for a window that is negative or above 10 s
   */
  public MergePolicy(MergeConfig config) {
    if (config.window().isNegative() || config.window().compareTo(LONGEST_WINDOW) > 0) {
      throw new IllegalArgumentException("kefu.message.merge.window must be 0 to 10 s");
    }
    this.config = config;
  }

  /** The wait; zero for what ends a burst or has none. */
  public Duration wait(Arrival arrival) {
    return arrival.fromCustomer() && isFragment(arrival.contentType(), arrival.content())
        ? config.window()
        : Duration.ZERO;
  }

  /** Whether more is to be expected after a customer's message. */
  public boolean isFragment(ContentType type, String content) {
    return type == ContentType.TEXT
        && !config.window().isZero()
        && content.codePointCount(0, content.length()) < config.wholeFrom()
        && !(config.questionEndsBurst() && endsLikeQuestion(content));
  }

  /** Whether two messages of one sender, received at these times, can belong to one burst. */
  public boolean joins(Instant begun, Instant last, Instant next, int size) {
    return size < config.most()
        && !next.isAfter(last.plus(config.window()))
        && !next.isAfter(begun.plus(config.longest()));
  }

  private static boolean endsLikeQuestion(String text) {
    String stripped = text.stripTrailing();
    return stripped.endsWith("?") || stripped.endsWith("？");
  }
}
