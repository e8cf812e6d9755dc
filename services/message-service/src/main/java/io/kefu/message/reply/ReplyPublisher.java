package io.kefu.message.reply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tracing.TraceContext;
import io.kefu.chassis.tracing.TracedRecord;
import io.kefu.contracts.ChatKey;
import io.kefu.contracts.chat.OutboundReply;
import io.kefu.contracts.event.AgentCommand;
import io.kefu.contracts.event.Event;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.contracts.event.ReplyOutKind;
import io.kefu.message.rules.AgentCommands;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Puts parts of replies on {@code reply.out}, keyed by their chat. */
@ApplicationScoped
public class ReplyPublisher implements AgentCommands {

  private static final int BUFFERED = 10_000;

  /** Below what is buffered: a channel whose buffer overflows is closed for good. */
  private static final int MOST_OUTSTANDING = 8_000;

  /** While Kafka is away, what is not taken waits in the database, not here. */
  private static final class TooManyOutstanding extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyOutstanding() {
      super("Kafka has not taken " + MOST_OUTSTANDING + " earlier records");
    }
  }

  private final MutinyEmitter<Record<String, byte[]>> replyOut;
  private final ObjectMapper json;
  private final Identity ids;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final AtomicInteger outstanding = new AtomicInteger();

  /** Wires the channel. */
  public ReplyPublisher(
      @Channel("reply-out") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFERED)
          MutinyEmitter<Record<String, byte[]>> replyOut,
      ObjectMapper json,
      Identity ids,
      Clock clock,
      MeterRegistry metrics) {
    this.replyOut = replyOut;
    this.json = json;
    this.ids = ids;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * Completes when Kafka has the part. The first part of a decided reply carries why; when its
   * decision covers a burst, the other messages of the burst are announced, too.
   */
  public Uni<Void> publish(OutboxPart part) {
    Uni<Void> sent = send(part);
    return part.why() == null || !part.why().coversBurst()
        ? sent
        : Uni.combine().all().unis(sent, announce(part.why())).discardItems();
  }

  /** Completes when Kafka has the decision; {@link Announcements} says why it is not forgotten. */
  public Uni<Void> announce(Announcement decision) {
    metrics.counter("decision_announced", "action", decision.decided().action().name()).increment();
    return put(decision.chat(), decision.event(ids.next()), TraceContext.current());
  }

  /** Completes when Kafka has the command. */
  @Override
  public Uni<Void> command(String tenantId, String agentId, AgentCommand command) {
    ReplyOut event =
        new ReplyOut(
            ids.next(),
            tenantId,
            clock.instant(),
            Event.SCHEMA_VERSION,
            agentId,
            ReplyOutKind.COMMAND,
            1,
            null,
            null,
            null,
            command,
            null);
    metrics.counter("command_published", "name", command.name().name()).increment();
    return replyOut.sendMessage(record(tenantId + '/' + agentId, event, TraceContext.current()));
  }

  private Uni<Void> send(OutboxPart part) {
    ReplyOut event =
        new ReplyOut(
            ids.next(),
            part.chat().tenantId(),
            clock.instant(),
            Event.SCHEMA_VERSION,
            part.chat().agentId(),
            ReplyOutKind.REPLY,
            part.attempts() + 1,
            part.origin(),
            new OutboundReply(
                part.replyId().toString(),
                part.messageId(),
                part.chat().chatId(),
                part.chatName(),
                part.action(),
                part.content(),
                part.part(),
                part.parts(),
                part.mention(),
                part.notBefore(),
                part.confidence(),
                part.createdAt()),
            part.why() == null ? null : part.why().why(),
            null,
            null,
            part.operator());
    metrics.counter("reply_published", "again", Boolean.toString(part.attempts() > 0)).increment();
    return put(part.chat(), event, part.trace());
  }

  private Uni<Void> put(ChatKey chat, ReplyOut event, String trace) {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (outstanding.incrementAndGet() > MOST_OUTSTANDING) {
                outstanding.decrementAndGet();
                return Uni.createFrom().failure(new TooManyOutstanding());
              }
              // Memoized: whoever gives up waiting does not take the record back.
              return replyOut
                  .sendMessage(record(chat.toRecordKey(), event, trace))
                  .onItemOrFailure()
                  .invoke((taken, failure) -> outstanding.decrementAndGet())
                  .memoize()
                  .indefinitely();
            });
  }

  private Message<Record<String, byte[]>> record(String key, ReplyOut event, String trace) {
    return TracedRecord.of(key, bytes(event), trace);
  }

  private byte[] bytes(ReplyOut event) {
    try {
      return json.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
