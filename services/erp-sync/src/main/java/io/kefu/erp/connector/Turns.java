package io.kefu.erp.connector;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The rate that an ERP is called at: one token bucket for everybody, but while a caller that goes
 * first waits for a token, nobody else takes one. Thread-safe; blocks.
 */
public final class Turns {

  private static final Duration LONGEST_TURN = Duration.ofMinutes(2);

  private final Bucket bucket;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition passed = lock.newCondition();
  private int waitingFirst;

  /**
   * A full bucket.
   *
   * @param callsPerSecond sustained rate, at least 1
   * @param burst calls that may come at once, at least 1
   */
  public Turns(int callsPerSecond, int burst) {
    bucket =
        Bucket.builder()
            .addLimit(
                limit -> limit.capacity(burst).refillGreedy(callsPerSecond, Duration.ofSeconds(1)))
            .build();
  }

  /**
   * Waits for a turn.
   *
   * @return false when the limit passed before one came
   */
  public boolean take(CallLimit limit) throws InterruptedException {
    long left = limit.leftNanos(LONGEST_TURN);
    lock.lockInterruptibly();
    waitingFirst += limit.first() ? 1 : 0;
    try {
      while (true) {
        long pause = left;
        if (limit.first() || waitingFirst == 0) {
          ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
          if (probe.isConsumed()) {
            return true;
          }
          pause = Math.min(left, probe.getNanosToWaitForRefill());
        }
        if (left <= 0) {
          return false;
        }
        long slept = System.nanoTime();
        passed.await(Math.max(pause, 1), TimeUnit.NANOSECONDS);
        left -= System.nanoTime() - slept;
      }
    } finally {
      waitingFirst -= limit.first() ? 1 : 0;
      passed.signalAll();
      lock.unlock();
    }
  }
}
