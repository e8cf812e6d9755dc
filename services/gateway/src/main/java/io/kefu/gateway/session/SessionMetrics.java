package io.kefu.gateway.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Figures of the sockets; there from the start, so that a rate begins at zero. */
@Singleton
@Startup
class SessionMetrics {

  private final MeterRegistry registry;
  private final Counter received;
  private final Counter sent;
  private final Timer accepted;

  SessionMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.received =
        Counter.builder("message_received")
            .description("WeChat messages that Kafka confirmed")
            .register(registry);
    this.sent =
        Counter.builder("message_sent")
            .description("reply parts handed to agents' sockets, repetitions included")
            .register(registry);
    this.accepted =
        Timer.builder("message_accept_duration")
            .description("from a message frame to its ack")
            .publishPercentileHistogram()
            .register(registry);
  }

  void accepted(long nanos) {
    received.increment();
    accepted.record(Duration.ofNanos(nanos));
  }

  void pushed() {
    sent.increment();
  }

  void refused(FrameError error) {
    registry.counter("error_count_total", "code", error.wireName(), "topic", "socket").increment();
  }

  void closed(CloseCode code) {
    registry.counter("socket_closed", "reason", code.reason()).increment();
  }
}
