package io.kefu.agent.reply;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The server's clock, as far as this PC can tell: PCs are minutes off, and {@code not_before} is
 * the server's time. Thread-safe.
 */
public final class ServerClock {

  private final Clock local;
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

  /** Starts with no difference known. */
  public ServerClock(Clock local) {
    this.local = local;
  }

  /** Takes over what the server said its time is, just now. */
  public void learn(Instant serverTime) {
    ahead.set(Duration.between(local.instant(), serverTime));
  }

  /** The server's time now. */
  public Instant now() {
    return local.instant().plus(ahead.get());
  }

  /** How far the server is ahead of this PC; negative when it is behind. */
  public Duration skew() {
    return ahead.get();
  }
}
