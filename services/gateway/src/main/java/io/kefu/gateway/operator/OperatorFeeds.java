package io.kefu.gateway.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.contracts.Topics;
import io.kefu.contracts.event.AgentEvent;
import io.kefu.contracts.event.ConversationEvent;
import io.kefu.contracts.event.Event;
import io.kefu.contracts.event.MessageIn;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.gateway.delivery.ReplyOutListener;
import io.kefu.gateway.eventlog.EventLogConfig;
import io.kefu.gateway.eventlog.TopicFeed;
import io.kefu.gateway.presence.AgentEventListener;
import io.kefu.gateway.session.AgentKey;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Turns records of the topics into what operators see. Every replica reads all of them. */
@ApplicationScoped
public class OperatorFeeds implements ReplyOutListener, AgentEventListener {

  private static final Logger LOG = Logger.getLogger(OperatorFeeds.class);

  private final ObjectMapper json;
  private final OperatorHub hub;
  private final OperatorFrames frames;
  private final Instant startedAt;
  private final TopicFeed messages;
  private final TopicFeed conversations;

  OperatorFeeds(
      @Identifier("default-kafka-broker") Map<String, Object> broker,
      EventLogConfig config,
      ObjectMapper json,
      OperatorHub hub,
      OperatorFrames frames,
      Clock clock) {
    this.json = json;
    this.hub = hub;
    this.frames = frames;
    this.startedAt = clock.instant();
    this.messages =
        new TopicFeed(
            broker,
            Topics.MESSAGE_IN,
            Duration.ZERO,
            config,
            clock,
            event -> read(event, MessageIn.class, frames::message));
    this.conversations =
        new TopicFeed(
            broker,
            Topics.CONVERSATION_EVENT,
            Duration.ZERO,
            config,
            clock,
            event -> read(event, ConversationEvent.class, frames::conversation));
  }

  void start(@Observes @Priority(30) StartupEvent event) {
    messages.start();
    conversations.start();
  }

  @Override
  public void replyOut(ReplyOut out, Instant writtenAt) {
    frames.reply(out).ifPresent(hub::publish);
  }

  @Override
  public void agentEvent(AgentEvent event) {
    // The feed begins in the past; operators are told of the present.
    if (!event.occurredAt().isBefore(startedAt)) {
      frames.agent(event).ifPresent(hub::publish);
    }
  }

  @Override
  public void agentSilent(AgentKey agent, Instant since) {
    hub.publish(frames.silent(agent.tenantId(), agent.agentId(), since));
  }

  private <E extends Event> void read(
      ConsumerRecord<byte[], byte[]> event, Class<E> type, Function<E, LiveEvent> write) {
    if (event.value() == null) {
      return;
    }
    try {
      hub.publish(write.apply(json.readValue(event.value(), type)));
    } catch (IOException e) {
      // The consumers that must not lose it put it in the dead letters.
      LOG.debugf(
          "record not readable: topic=%s partition=%d offset=%d",
          event.topic(), event.partition(), event.offset());
    }
  }

  @PreDestroy
  void stop() {
    messages.close();
    conversations.close();
  }
}
