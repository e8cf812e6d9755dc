package io.kefu.chassis.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/**
 * Has every service tell its errors from its start on, as 0: an alert on a series that appears with
 * its first error misses that one.
 */
@Singleton
public class FleetMetrics {

  private final MeterRegistry metrics;

  /** Uses the service's registry. */
  public FleetMetrics(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  @Startup
  void begin() {
    // Every error_count_total has these two tags: Prometheus takes no other set under one name.
    metrics.counter("error_count_total", "code", "internal_error", "topic", "http");
  }
}
