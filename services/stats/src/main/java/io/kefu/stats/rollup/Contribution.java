package io.kefu.stats.rollup;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What one fact adds to the statistics.
 *
 * @param tenantId tenant
 * @param at time that decides the bucket
 * @param values value of each dimension that is known; {@link Dimension#ALL} always
 * @param amounts what is counted; no zeros
 * @param responseMs a response time in milliseconds, at least 0
 */
public record Contribution(
    String tenantId,
    Instant at,
    Map<Dimension, String> values,
    Map<Measure, Long> amounts,
    OptionalLong responseMs) {

  /** Values of several dimensions that belong together. */
  public interface Values {
    /** Adds those that are known. */
    void into(Builder contribution);
  }

  /** Begins a contribution. */
  public static Builder at(String tenantId, Instant at) {
    return new Builder(tenantId, at);
  }

  /** Collects a contribution. */
  public static final class Builder {

    private final String tenantId;
    private final Instant at;
    private final Map<Dimension, String> values = new EnumMap<>(Dimension.class);
    private final Map<Measure, Long> amounts = new EnumMap<>(Measure.class);
    private OptionalLong responseMs = OptionalLong.empty();

    private Builder(String tenantId, Instant at) {
      this.tenantId = tenantId;
      this.at = at;
      values.put(Dimension.ALL, "");
    }

    /** Adds the value of a dimension; an unknown one is left out. */
    public Builder in(Dimension dimension, String value) {
      if (value != null && !value.isEmpty()) {
        values.put(dimension, value);
      }
      return this;
    }

    /** Adds the values of several dimensions. */
    public Builder in(Values several) {
      several.into(this);
      return this;
    }

    /** Adds an amount. */
    public Builder count(Measure measure, long amount) {
      if (amount != 0) {
        amounts.merge(measure, amount, Long::sum);
      }
      return this;
    }

    /** Adds a response time. */
    public Builder responded(long milliseconds) {
      responseMs = OptionalLong.of(milliseconds);
      count(Measure.RESPONSE_COUNT, 1);
      return count(Measure.RESPONSE_MS, milliseconds);
    }

    /** The finished contribution. */
    public Contribution build() {
      return new Contribution(tenantId, at, Map.copyOf(values), Map.copyOf(amounts), responseMs);
    }
  }
}
