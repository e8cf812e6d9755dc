package io.kefu.gateway.limit;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;

/**
 * Buckets that all replicas share: one atomic script by Redis' own clock, so replicas need not
 * agree on the time. A bucket that is full again is not kept.
 */
final class SharedBuckets {

  private static final String SCRIPT =
      """
      local burst = tonumber(ARGV[1])
      local rate = tonumber(ARGV[2])
      local time = redis.call('TIME')
      local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
      local state = redis.call('HMGET', KEYS[1], 't', 'n')
      local tokens = burst
      if state[1] then
        local gone = math.max(0, now - tonumber(state[2]))
        tokens = math.min(burst, tonumber(state[1]) + gone * rate / 1000)
      end
      local admitted = 0
      if tokens >= 1 then
        tokens = tokens - 1
        admitted = 1
      end
      redis.call('HSET', KEYS[1], 't', tostring(tokens), 'n', now)
      redis.call('PEXPIRE', KEYS[1], math.ceil((burst - tokens) * 1000 / rate) + 1000)
      local wait
      if admitted == 1 then
        wait = math.ceil((burst - tokens) * 1000 / rate)
      else
        wait = math.ceil((1 - tokens) * 1000 / rate)
      end
      return {admitted, math.floor(tokens), wait}
      """;

  private static final String PREFIX = "kefu:limit:";

  private final ReactiveRedisDataSource redis;

  SharedBuckets(ReactiveRedisDataSource redis) {
    this.redis = redis;
  }

  Uni<Verdict> take(String key, int burst, double perSecond) {
    return redis
        .execute(
            "EVAL", SCRIPT, "1", PREFIX + key, Integer.toString(burst), Double.toString(perSecond))
        .map(answer -> verdict(answer, burst));
  }

  private static Verdict verdict(Response answer, int burst) {
    return new Verdict(
        answer.get(0).toInteger() == 1,
        burst,
        answer.get(1).toLong(),
        Duration.ofMillis(answer.get(2).toLong()));
  }
}
