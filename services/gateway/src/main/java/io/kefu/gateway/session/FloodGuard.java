package io.kefu.gateway.session;

/**
 * Token bucket of one socket: so many frames a second for long, so many at once. A flood is told
 * from haste by the frames that were refused less those that were taken: whoever sends a little too
 * fast stays at zero, whoever sends several times as fast as allowed arrives at the limit in a
 * moment. Confined to the thread that reads the socket.
 */
final class FloodGuard {

  enum Verdict {
    ADMITTED,
    LIMITED,
    FLOODING
  }

  private final double perNano;
  private final int burst;
  private final int patience;
  private double tokens;
  private long lastNanos;
  private int excess;

  FloodGuard(int perSecond, int burst, int patience, long nowNanos) {
    this.perNano = perSecond / 1e9;
    this.burst = burst;
    this.patience = patience;
    this.tokens = burst;
    this.lastNanos = nowNanos;
  }

  Verdict admit(long nowNanos) {
    tokens = Math.min(burst, tokens + (nowNanos - lastNanos) * perNano);
    lastNanos = nowNanos;
    if (tokens >= 1) {
      tokens -= 1;
      excess = Math.max(0, excess - 1);
      return Verdict.ADMITTED;
    }
    excess++;
    return excess > patience ? Verdict.FLOODING : Verdict.LIMITED;
  }
}
