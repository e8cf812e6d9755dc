package io.kefu.gateway.poll;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.contracts.event.CommandResult;
import io.kefu.contracts.event.Receipt;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.contracts.frame.Hello;
import io.kefu.gateway.delivery.ReplyOutListener;
import io.kefu.gateway.eventlog.EventLogUnavailable;
import io.kefu.gateway.session.AgentKey;
import io.kefu.gateway.session.AgentTraffic;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Replies for agents whose network lets no socket through: they ask for them. The first question
 * announces the agent as a hello does, so that message-service sends what is pending again; from
 * then on this replica collects what {@code reply.out} has for it. Nothing durable: a question to
 * another replica, or after a restart, announces the agent again and finds the same.
 */
@ApplicationScoped
public class Mailboxes implements ReplyOutListener {

  private static final Duration COME_BACK = Duration.ofSeconds(2);
  private static final int PAGE = 100;
  private static final int BEFORE_THE_DRAIN = 20;

  private final AgentTraffic traffic;
  private final PollConfig config;
  private final Clock clock;
  private final ConcurrentMap<AgentKey, Mailbox> boxes = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean stopping;

  Mailboxes(AgentTraffic traffic, PollConfig config, Clock clock) {
    this.traffic = traffic;
    this.config = config;
    this.clock = clock;
  }

  /** Session id of an agent without a socket; the same on every replica. */
  public static String sessionId(AgentKey agent) {
    return "poll:" + agent.agentId();
  }

  @Override
  public void replyOut(ReplyOut out, Instant writtenAt) {
    Mailbox box = boxes.get(new AgentKey(out.tenantId(), out.agentId()));
    if (box != null) {
      box.put(out, writtenAt);
    }
  }

  /**
   * What is there for an agent after a number, or comes while it waits; may be empty.
   *
   * @param hello what the agent says of itself, should it have to be announced
   */
  public Uni<List<Mailbox.Letter>> ask(AgentKey agent, Hello hello, long after, Duration wait) {
    return open(agent, hello)
        .flatMap(
            box -> {
              var arrival = box.arrival();
              List<Mailbox.Letter> there = box.after(after, PAGE, clock.instant());
              if (!there.isEmpty() || wait.isZero() || stopping) {
                return Uni.createFrom().item(there);
              }
              if (waiting.incrementAndGet() > config.waiting()) {
                waiting.decrementAndGet();
                throw new ProblemException(
                    503, "too_many_waiting", "Ask again in a moment.", COME_BACK);
              }
              return Uni.createFrom()
                  .completionStage(arrival::copy)
                  .ifNoItem()
                  .after(wait)
                  .recoverWithItem((Void) null)
                  .onTermination()
                  .invoke(waiting::decrementAndGet)
                  .map(arrived -> box.after(after, PAGE, clock.instant()));
            });
  }

  private Uni<Mailbox> open(AgentKey agent, Hello hello) {
    Mailbox known = boxes.get(agent);
    if (known != null && !known.lacking()) {
      return Uni.createFrom().item(known);
    }
    // In place before it is announced: what is then sent again finds it.
    Mailbox box =
        boxes.computeIfAbsent(agent, key -> new Mailbox(config.mailbox(), clock.instant()));
    return traffic
        .online(agent, sessionId(agent), hello)
        .onFailure()
        .invoke(failure -> boxes.remove(agent, box))
        .onFailure(EventLogUnavailable.class)
        .transform(failure -> unavailable())
        .map(position -> box);
  }

  /** How sending a reply ended. */
  public Uni<Void> receipt(AgentKey agent, Receipt receipt) {
    return traffic
        .receipt(agent, sessionId(agent), receipt)
        .onFailure(EventLogUnavailable.class)
        .transform(failure -> unavailable())
        .invoke(() -> acknowledged(agent, receipt.replyId()));
  }

  /** How a command ended. */
  public Uni<Void> result(AgentKey agent, CommandResult result) {
    return traffic
        .commandResult(agent, sessionId(agent), result)
        .onFailure(EventLogUnavailable.class)
        .transform(failure -> unavailable())
        .invoke(() -> acknowledged(agent, result.commandId()));
  }

  private void acknowledged(AgentKey agent, String id) {
    Mailbox box = boxes.get(agent);
    if (box != null) {
      box.acknowledged(id);
    }
  }

  /** What a caller is told while Kafka is away. */
  public static ProblemException unavailable() {
    return new ProblemException(
        503, "kafka_unavailable", "Not stored; send the same again.", COME_BACK);
  }

  /** Whoever waits is answered with nothing, and asks another replica. */
  void stop(@Observes @Priority(BEFORE_THE_DRAIN) ShutdownDelayInitiatedEvent event) {
    stopping = true;
    boxes.values().forEach(Mailbox::release);
  }

  @Scheduled(every = "10s", delayed = "10s")
  void forget() {
    Instant old = clock.instant().minus(config.forget());
    boxes.values().removeIf(box -> box.lastAsked().isBefore(old));
  }
}
