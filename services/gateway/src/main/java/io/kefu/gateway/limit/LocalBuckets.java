package io.kefu.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/** The buckets of one replica that counts alone: bounded, forgotten when idle. Thread-safe. */
final class LocalBuckets {

  private static final Duration IDLE = Duration.ofMinutes(10);

  private final Cache<String, Bucket> buckets;

  LocalBuckets(int most) {
    this.buckets = Caffeine.newBuilder().maximumSize(most).expireAfterAccess(IDLE).build();
  }

  Verdict take(String key, int burst, double perSecond) {
    Bucket bucket = buckets.get(key, unknown -> fresh(burst, perSecond));
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    return new Verdict(
        probe.isConsumed(),
        burst,
        probe.getRemainingTokens(),
        Duration.ofNanos(
            probe.isConsumed() ? probe.getNanosToWaitForReset() : probe.getNanosToWaitForRefill()));
  }

  private static Bucket fresh(int burst, double perSecond) {
    // Buckets count whole tokens: a slow rate is one token in a longer time.
    Duration perToken = Duration.ofNanos((long) (1e9 / perSecond));
    Bandwidth bandwidth = Bandwidth.builder().capacity(burst).refillGreedy(1, perToken).build();
    return Bucket.builder().addLimit(bandwidth).build();
  }
}
