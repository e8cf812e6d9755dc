package io.kefu.message.flow;

import io.kefu.message.reply.Announcements;
import io.kefu.message.reply.Outbox;
import io.kefu.message.reply.OutboxPart;
import io.kefu.message.reply.ReplyConfig;
import io.kefu.message.reply.ReplyPublisher;
import io.kefu.message.reply.SendSlots;
import io.kefu.message.rules.Policies;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/** Makes the {@link Delivery} of each claim and counts what they do. */
@ApplicationScoped
class Deliveries {

  private final Outbox outbox;
  private final SendSlots slots;
  private final ReplyPublisher publisher;
  private final Announcements announcements;
  private final ReplyConfig config;
  private final Policies policies;
  private final MeterRegistry metrics;
  private final Clock clock;

  Deliveries(
      Outbox outbox,
      SendSlots slots,
      ReplyPublisher publisher,
      Announcements announcements,
      ReplyConfig config,
      Policies policies,
      MeterRegistry metrics,
      Clock clock) {
    this.outbox = outbox;
    this.slots = slots;
    this.publisher = publisher;
    this.announcements = announcements;
    this.config = config;
    this.policies = policies;
    this.metrics = metrics;
    this.clock = clock;
  }

  Delivery of(ClaimedChat claim) {
    return new Delivery(claim, this);
  }

  Outbox outbox() {
    return outbox;
  }

  SendSlots slots() {
    return slots;
  }

  ReplyPublisher publisher() {
    return publisher;
  }

  Announcements announcements() {
    return announcements;
  }

  ReplyConfig config() {
    return config;
  }

  Clock clock() {
    return clock;
  }

  /** Why nothing of the bot goes out for a tenant now; empty while it speaks. */
  Optional<String> silence(String tenantId) {
    return policies.of(tenantId).settings().bot().silence();
  }

  void ended(String status, int parts) {
    metrics.counter("reply_ended", "status", status).increment(parts);
  }

  void decided(DecidedWork work) {
    if (!work.refused().isEmpty()) {
      metrics.counter("reply_ended", "status", "RATE_LIMITED").increment(work.refused().size());
    }
    long limited =
        work.parts().stream().filter(part -> part.part() == 1).filter(OutboxPart::waits).count();
    if (limited > 0) {
      metrics.counter("reply_waits_for_slot").increment(limited);
    }
  }
}
