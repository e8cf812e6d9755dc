package io.kefu.gateway.limit;

import java.time.Duration;

/**
 * What a bucket says.
 *
 * @param admitted whether there was a token
 * @param limit size of the bucket
 * @param remaining tokens left, rounded down
 * @param pause until the next token when none was there, else until the bucket is full
 */
record Verdict(boolean admitted, long limit, long remaining, Duration pause) {

  /** Seconds, rounded up: a client that waits so long is admitted. */
  long waitSeconds() {
    return Math.max(admitted ? 0 : 1, (pause.toMillis() + 999) / 1000);
  }
}
