package io.kefu.stats.report;

import io.kefu.contracts.stats.ResponseTimes;
import io.kefu.contracts.stats.Satisfaction;
import io.kefu.contracts.stats.StatsMeasures;
import io.kefu.stats.rollup.Latency;
import io.kefu.stats.rollup.Measure;
import java.nio.ByteBuffer;

/** Adds rollup rows up and says what they mean. Not thread-safe. */
final class Sums {

  private static final double ROUNDING = 10.0;
  private static final double MICROS = 1e6;

  private final long[] amounts = new long[Measure.values().length];
  private final Latency responses = new Latency();
  private long agentsOnline;

  void add(Measure measure, long amount) {
    amounts[measure.ordinal()] += amount;
  }

  void addResponses(ByteBuffer slots) {
    responses.add(slots);
  }

  /** The most agents online counts, not the sum. */
  void online(long agents) {
    agentsOnline = Math.max(agentsOnline, agents);
  }

  private long amount(Measure measure) {
    return amounts[measure.ordinal()];
  }

  StatsMeasures measures() {
    long toAnswer = amount(Measure.RECEIVED) - amount(Measure.IGNORED);
    return new StatsMeasures(
        amount(Measure.RECEIVED),
        amount(Measure.REPLIED),
        amount(Measure.HANDED_OVER),
        amount(Measure.IGNORED),
        amount(Measure.REPLY_PARTS),
        amount(Measure.SENT),
        amount(Measure.FAILED),
        amount(Measure.UNKNOWN),
        amount(Measure.TOKENS_IN),
        amount(Measure.TOKENS_OUT),
        agentsOnline,
        share(amount(Measure.REPLIED), toAnswer),
        firstResponse(),
        amount(Measure.KNOWLEDGE_HITS),
        amount(Measure.KNOWLEDGE_MISSES),
        amount(Measure.REPLIED_ALONE),
        amount(Measure.COST_MICROS) / MICROS,
        amount(Measure.SLA_BREACHES),
        amount(Measure.EPISODES),
        amount(Measure.SOLVED),
        amount(Measure.UNSOLVED),
        amount(Measure.TRANSFERRED),
        amount(Measure.ABANDONED),
        amount(Measure.POOL_ENTERED),
        amount(Measure.POOL_LEFT),
        share(amount(Measure.HANDED_OVER), toAnswer),
        share(amount(Measure.SOLVED), amount(Measure.EPISODES)),
        amount(Measure.RESOLUTION_COUNT) <= 0
            ? null
            : rounded((double) amount(Measure.RESOLUTION_MS) / amount(Measure.RESOLUTION_COUNT)),
        satisfaction());
  }

  private static Double share(long part, long whole) {
    return whole <= 0 ? null : (double) part / whole;
  }

  private Satisfaction satisfaction() {
    long count = amount(Measure.SATISFACTION_COUNT);
    return count <= 0
        ? null
        : new Satisfaction(
            count,
            rounded((double) amount(Measure.SATISFACTION_SUM) / count),
            (double) amount(Measure.SATISFIED) / count);
  }

  private ResponseTimes firstResponse() {
    long count = amount(Measure.RESPONSE_COUNT);
    if (count <= 0 || responses.isEmpty()) {
      return null;
    }
    return new ResponseTimes(
        count,
        rounded((double) amount(Measure.RESPONSE_MS) / count),
        quantile(0.50),
        quantile(0.90),
        quantile(0.95),
        quantile(0.99));
  }

  private double quantile(double q) {
    return rounded(responses.quantile(q));
  }

  private static double rounded(double milliseconds) {
    return Math.round(milliseconds * ROUNDING) / ROUNDING;
  }
}
