package io.kefu.gateway.poll;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.contracts.chat.InboundMessage;
import io.kefu.contracts.conversation.MessageOutcome;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.eventlog.EventLogUnavailable;
import io.kefu.gateway.neighbour.MessageService;
import io.kefu.gateway.neighbour.NeighbourConfig;
import io.kefu.gateway.neighbour.Neighbours;
import io.kefu.gateway.session.AgentKey;
import io.kefu.gateway.session.AgentTraffic;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * Takes a message in over REST: it goes the way that a socket's frame goes, and then the caller may
 * wait for what was decided. The wait ends on the event that tells of the decision; now and then
 * the outcome is asked for as well, since events of another life of this replica are not seen. The
 * same message again is not answered twice: {@code message_id} decides.
 */
@ApplicationScoped
public class HandIn {

  private final AgentTraffic traffic;
  private final Decisions decisions;
  private final MessageService messages;
  private final Neighbours neighbours;
  private final NeighbourConfig limits;
  private final PollConfig config;

  HandIn(
      AgentTraffic traffic,
      Decisions decisions,
      @RestClient MessageService messages,
      Neighbours neighbours,
      NeighbourConfig limits,
      PollConfig config) {
    this.traffic = traffic;
    this.decisions = decisions;
    this.messages = messages;
    this.neighbours = neighbours;
    this.limits = limits;
    this.config = config;
  }

  /** Hands a message in; the item is its outcome, or empty when that is not known in time. */
  public Uni<Optional<MessageOutcome>> handIn(
      Subject caller, AgentKey agent, InboundMessage message, Duration wait) {
    if (decisions.waiting() >= config.waiting()) {
      throw new ProblemException(
          503, "too_many_waiting", "Send it again in a moment.", Duration.ofSeconds(2));
    }
    long end = System.nanoTime() + wait.toNanos();
    CompletableFuture<Void> decided = decisions.of(agent, message.messageId());
    return traffic
        .message(agent, null, message)
        .onFailure(EventLogUnavailable.class)
        .transform(failure -> Mailboxes.unavailable())
        .onFailure(IllegalArgumentException.class)
        .transform(
            failure ->
                new ProblemException(
                    400, "invalid_frame", "The message cannot be stored as it is."))
        .flatMap(stored -> await(caller, agent, message.messageId(), decided, end))
        .onTermination()
        .invoke(() -> decisions.done(agent, message.messageId()));
  }

  private Uni<Optional<MessageOutcome>> await(
      Subject caller,
      AgentKey agent,
      String messageId,
      CompletableFuture<Void> decided,
      long endNanos) {
    Duration left = Duration.ofNanos(endNanos - System.nanoTime());
    if (left.isNegative() || left.isZero() || decisions.stopping()) {
      return Uni.createFrom().item(Optional.empty());
    }
    Duration pause = left.compareTo(config.recheck()) < 0 ? left : config.recheck();
    boolean told = decided.isDone();
    Uni<?> step =
        told
            ? Uni.createFrom().nullItem()
            : Uni.createFrom()
                .completionStage(decided::copy)
                .ifNoItem()
                .after(pause)
                .recoverWithItem((Void) null);
    return step.flatMap(waited -> ask(caller, agent, messageId))
        .flatMap(
            outcome -> {
              if (outcome.isPresent()) {
                return Uni.createFrom().item(outcome);
              }
              if (told) {
                // The event is there before its transaction is seen everywhere: look again soon.
                return Uni.createFrom()
                    .item(outcome)
                    .onItem()
                    .delayIt()
                    .by(pause)
                    .flatMap(none -> await(caller, agent, messageId, decided, endNanos));
              }
              return await(caller, agent, messageId, decided, endNanos);
            });
  }

  /** The outcome when there is one; a message-service that is away is no reason to fail. */
  private Uni<Optional<MessageOutcome>> ask(Subject caller, AgentKey agent, String messageId) {
    return neighbours
        .call(
            MessageService.NAME,
            caller,
            limits.readLimit(),
            call -> messages.outcome(call, agent.agentId(), messageId))
        .map(outcome -> outcome.decided() ? Optional.of(outcome) : Optional.<MessageOutcome>empty())
        .onFailure(ProblemException.class)
        .recoverWithItem(Optional.empty());
  }
}
