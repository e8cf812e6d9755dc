package io.kefu.gateway.session;

/**
 * Token bucket of one socket: so many frames a second for long, so many at once. Confined to the
 * thread that reads the socket.
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
  private int refusedInARow;

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
      refusedInARow = 0;
      return Verdict.ADMITTED;
    }
    refusedInARow++;
    return refusedInARow > patience ? Verdict.FLOODING : Verdict.LIMITED;
  }
}
