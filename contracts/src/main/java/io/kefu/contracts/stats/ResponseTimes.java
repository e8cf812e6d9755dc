package io.kefu.contracts.stats;

/**
 * How long customers waited for the first reply: from the gateway's receipt of a message to the
 * decision of its first reply part. Percentiles are within one per cent of the true value.
 *
 * @param count messages with a reply, at least 1
 * @param meanMs mean in milliseconds
 * @param p50Ms median in milliseconds
 * @param p90Ms 90th percentile in milliseconds
 * @param p95Ms 95th percentile in milliseconds
 * @param p99Ms 99th percentile in milliseconds
 */
public record ResponseTimes(
    long count, double meanMs, double p50Ms, double p90Ms, double p95Ms, double p99Ms) {}
