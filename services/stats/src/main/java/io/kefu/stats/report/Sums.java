package io.kefu.stats.report;

import io.kefu.contracts.stats.ResponseTimes;
import io.kefu.contracts.stats.StatsMeasures;
import io.kefu.stats.rollup.Latency;
import io.kefu.stats.rollup.Measure;
import java.nio.ByteBuffer;

/** Adds rollup rows up and says what they mean. Not thread-safe. */
final class Sums {

  private static final double ROUNDING = 10.0;

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
        toAnswer <= 0 ? null : (double) amount(Measure.REPLIED) / toAnswer,
        firstResponse());
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
