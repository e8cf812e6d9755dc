package io.kefu.gateway.eventlog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of what the gateway writes to and reads from Kafka. */
@ConfigMapping(prefix = "kefu.event-log")
public interface EventLogConfig {

  /** Records on their way to Kafka at once; beyond it a sender is told to come back. */
  @WithDefault("20000")
  int maxInFlight();

  /** After this a record counts as not accepted and its sender is told so. */
  @WithDefault("5s")
  Duration deliveryTimeout();

  /** How long one request to a broker may take; below the delivery timeout. */
  @WithDefault("3s")
  Duration requestTimeout();

  /** How long a send may wait for the brokers' addresses. */
  @WithDefault("1s")
  Duration maxBlock();

  /** How often a reader looks for partitions that were added. */
  @WithDefault("30s")
  Duration partitionRefresh();
}
