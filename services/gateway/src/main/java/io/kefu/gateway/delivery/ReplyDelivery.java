package io.kefu.gateway.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.tracing.About;
import io.kefu.chassis.tracing.TraceContext;
import io.kefu.chassis.tracing.Work;
import io.kefu.contracts.Topics;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.gateway.eventlog.EventLogConfig;
import io.kefu.gateway.eventlog.TopicFeed;
import io.kefu.gateway.session.Admission;
import io.kefu.gateway.session.Sessions;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Reads {@code reply.out} whole, on every replica, from the present on, and hands each record to
 * the agent's socket if that is here. Nothing durable: a reply for an agent that is nowhere is
 * published again by message-service when the agent comes online (promise 3). Sockets are admitted
 * only once the feed stands in the topic, so that such a second publication cannot be missed.
 */
@ApplicationScoped
public class ReplyDelivery implements Admission {

  private static final Logger LOG = Logger.getLogger(ReplyDelivery.class);

  private final ObjectMapper json;
  private final Sessions sessions;
  private final Instance<ReplyOutListener> listeners;
  private final MeterRegistry metrics;
  private final TopicFeed feed;

  ReplyDelivery(
      @Identifier("default-kafka-broker") Map<String, Object> broker,
      EventLogConfig config,
      ObjectMapper json,
      Sessions sessions,
      @Any Instance<ReplyOutListener> listeners,
      Clock clock,
      MeterRegistry metrics) {
    this.json = json;
    this.sessions = sessions;
    this.listeners = listeners;
    this.metrics = metrics;
    this.feed =
        new TopicFeed(broker, Topics.REPLY_OUT, Duration.ZERO, config, clock, this::deliver);
  }

  void start(@Observes @Priority(30) StartupEvent event) {
    feed.start();
  }

  @Override
  public boolean ready() {
    return feed.positioned();
  }

  private void deliver(ConsumerRecord<byte[], byte[]> event) {
    if (event.value() == null) {
      return;
    }
    ReplyOut out;
    try {
      out = json.readValue(event.value(), ReplyOut.class);
    } catch (IOException e) {
      // Every replica meets it, so none puts it in the dead letters: the consumers that read the
      // topic once for all of them (statistics) do.
      metrics
          .counter("error_count_total", "code", "unreadable_record", "topic", event.topic())
          .increment();
      LOG.errorf(
          "record not readable: topic=%s partition=%d offset=%d",
          event.topic(), event.partition(), event.offset());
      return;
    }
    Instant writtenAt = Instant.ofEpochMilli(event.timestamp());
    Work.after(
            TraceContext.of(event.headers()),
            SpanKind.CONSUMER,
            "push " + event.topic(),
            about(out))
        .run(
            () -> {
              sessions.push(out, writtenAt);
              listeners.forEach(listener -> listener.replyOut(out, writtenAt));
            });
  }

  private static About about(ReplyOut out) {
    return new About(
        out.tenantId(), out.agentId(), out.reply() == null ? null : out.reply().messageId());
  }

  @PreDestroy
  void stop() {
    feed.close();
  }
}
