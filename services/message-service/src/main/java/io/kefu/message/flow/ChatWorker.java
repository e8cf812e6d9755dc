package io.kefu.message.flow;

import io.kefu.contracts.answer.Turn;
import io.kefu.contracts.chat.ChatType;
import io.kefu.message.answer.AnswerConfig;
import io.kefu.message.answer.Answering;
import io.kefu.message.answer.Decision;
import io.kefu.message.answer.Inquiry;
import io.kefu.message.command.ChatCommands;
import io.kefu.message.command.Mutes;
import io.kefu.message.context.Recall;
import io.kefu.message.intake.MergeConfig;
import io.kefu.message.intake.MergePolicy;
import io.kefu.message.persistence.JsonRows;
import io.kefu.message.reply.SendTarget;
import io.kefu.message.rules.ConversationRecord;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.context.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Works on one claimed chat, alone and in order: (1) publish, expire or cancel what the outbox
 * still holds; then for each burst (2) decide, outside any transaction; (3) store decision, replies
 * and conversation; (4) publish what may go out now; and at last (5) give the chat back. A crash
 * after 3 finds the decision stored: the next holder begins with 1. Blocks: runs on a virtual
 * thread.
 */
@ApplicationScoped
public class ChatWorker {

  private static final Logger LOG = Logger.getLogger(ChatWorker.class);

  /** Limits that dashboards and alerts count within (helm/kefu/rules/kefu.yaml). */
  private static final Duration[] DECISION_OBJECTIVES = {
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60)
  };

  /** Another holder took the chat over; all that is left is to stop. */
  private static final class LostClaim extends RuntimeException {
    LostClaim() {
      super("the claim was lost");
    }
  }

  private final Answering answering;
  private final Settlement settlement;
  private final DecisionStore decisions;
  private final Deliveries deliveries;
  private final Releases releases;
  private final Recall recall;
  private final ChatCommands commands;
  private final Mutes mutes;
  private final ConversationRecord record;
  private final MergePolicy merging;
  private final AnswerConfig answers;
  private final FlowConfig config;
  private final JsonRows json;
  private final MeterRegistry metrics;
  private final Clock clock;

  ChatWorker(
      Answering answering,
      Settlement settlement,
      DecisionStore decisions,
      Deliveries deliveries,
      Releases releases,
      Recall recall,
      ChatCommands commands,
      Mutes mutes,
      ConversationRecord record,
      MergeConfig merging,
      AnswerConfig answers,
      FlowConfig config,
      JsonRows json,
      MeterRegistry metrics,
      Clock clock) {
    this.answering = answering;
    this.settlement = settlement;
    this.decisions = decisions;
    this.deliveries = deliveries;
    this.releases = releases;
    this.recall = recall;
    this.commands = commands;
    this.mutes = mutes;
    this.record = record;
    this.merging = new MergePolicy(merging);
    this.answers = answers;
    this.config = config;
    this.json = json;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Does all there is to do in a claimed chat and gives it back.
   *
   * @return when the chat's outbox is due again; empty when nothing of it waits for its time
   * @throws RuntimeException when something failed; the claim is then still held
   */
  Optional<Duration> work(ClaimedChat claim) {
    Delivery delivery = deliveries.of(claim);
    try {
      delivery.outbox();
      for (Burst burst : Burst.of(claim.pending(), merging)) {
        burst.decision(claim.chat()).run(() -> answer(claim, burst, delivery));
      }
    } catch (LostClaim lost) {
      metrics.counter("chat_claim_lost").increment();
      return Optional.empty();
    }
    boolean more = claim.pending().size() >= config.messagesPerClaim();
    Releases.Release release = delivery.release(more);
    releases.release(release).join();
    return Optional.ofNullable(release.outboxIn());
  }

  private void answer(ClaimedChat claim, Burst burst, Delivery delivery) {
    Instant begun = clock.instant();
    Answering.Decided decided = deciding(claim, burst, begun, delivery);
    PendingMessage.Thread thread = burst.lead().thread();
    UUID conversationId = thread == null ? null : thread.conversationId();
    Instant behind = delivery.behind();
    DecisionStore.Outcome outcome =
        decisions
            .store(
                new UndecidedWork(
                    claim.chat(),
                    claim.token(),
                    conversationId,
                    settlement.says(decided)
                        ? new SendTarget(
                            claim.chat(), claim.chatType() == ChatType.GROUP, conversationId)
                        : null,
                    (conversation, schedule, mutedAt) ->
                        settlement.settle(
                            claim, burst, decided, conversation, schedule, mutedAt, behind)))
            .join();
    switch (outcome) {
      case DecisionStore.ClaimLost lost -> throw new LostClaim();
      case DecisionStore.Committed committed -> {
        DecidedWork work = committed.work();
        LOG.debugf("decided: branch=%s action=%s", work.row().branch(), work.row().action());
        delivery.decided(work);
        if (work.mute() != null) {
          mutes.seen(claim.chat(), work.mute().mutedAt() != null);
        } else if (work.askedWhileMuted() != null) {
          mutes.seen(claim.chat(), true);
        }
        metrics
            .counter("message_decided", "branch", work.row().branch().name())
            .increment(burst.messages().size());
        Timer.builder("message_decision_duration")
            .description("from the receipt of a message to its decision")
            .tag("branch", work.row().branch().name())
            .serviceLevelObjectives(DECISION_OBJECTIVES)
            .register(metrics)
            .record(Duration.between(burst.lead().receivedAt(), clock.instant()));
      }
    }
  }

  /** Decides; parts of an earlier answer whose time comes meanwhile are not held up by a model. */
  private Answering.Decided deciding(
      ClaimedChat claim, Burst burst, Instant begun, Delivery delivery) {
    delivery.publishDue();
    if (delivery.untilNext().isEmpty()) {
      return decide(claim, burst, begun);
    }
    CompletableFuture<Answering.Decided> decision = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("chat-decides")
        .start(
            Context.current()
                .wrap(
                    () -> {
                      try {
                        decision.complete(decide(claim, burst, begun));
                      } catch (RuntimeException | Error e) {
                        decision.completeExceptionally(e);
                      }
                    }));
    Optional<Duration> next = delivery.untilNext();
    while (next.isPresent() && !decision.isDone()) {
      CompletableFuture.anyOf(
              decision.handle((decided, failure) -> decided),
              new CompletableFuture<>()
                  .completeOnTimeout(null, next.get().toMillis() + 1, TimeUnit.MILLISECONDS))
          .join();
      delivery.publishDue();
      next = delivery.untilNext();
    }
    return decision.join();
  }

  private Answering.Decided decide(ClaimedChat claim, Burst burst, Instant now) {
    PendingMessage lead = burst.lead();
    Optional<Decision> command =
        lead.own()
            ? Optional.empty()
            : commands.answer(
                claim.chat(), claim.chatType(), claim.chatName(), lead.messageId(), burst.text());
    if (command.isPresent()) {
      return new Answering.Decided(command.get(), null, null);
    }
    Inquiry inquiry = inquiry(claim, burst, now);
    if (claim.failures() >= config.maxFailures()) {
      return answering.broken(claim.chat().tenantId(), inquiry);
    }
    Answering.Decided decided =
        answering.decide(
            claim.chat().tenantId(), lead.messageId(), inquiry, () -> history(claim, burst));
    return lead.own() ? decided : commands.explained(claim.chat(), lead.messageId(), decided);
  }

  /** The lines of session and topic before the burst. */
  private List<Turn> history(ClaimedChat claim, Burst burst) {
    PendingMessage.Thread thread = burst.lead().thread();
    return thread == null
        ? List.of()
        : recall.before(
            claim.chat().tenantId(),
            thread.conversationId(),
            burst.text(),
            burst.messages().getFirst().storedAt());
  }

  private Inquiry inquiry(ClaimedChat claim, Burst burst, Instant now) {
    PendingMessage lead = burst.lead();
    PendingMessage.Thread thread = lead.thread();
    return new Inquiry(
        burst.text(),
        burst.contentType(),
        claim.chatType(),
        burst.mentioned(),
        lead.own(),
        thread != null && blocked(claim, thread, burst, now),
        attention(claim, thread, now),
        recentQuestion(thread, now),
        thread == null ? List.of() : json.list(thread.clarification(), Decision.Choice.class),
        new Inquiry.Place(claim.chat().agentId(), claim.chat().chatId(), claim.chatName()),
        thread == null ? null : contact(thread),
        thread == null
            ? null
            : new Inquiry.Talk(
                thread.conversationId(),
                thread.status(),
                () -> record.handovers(claim.chat().tenantId(), thread.conversationId())),
        now);
  }

  private static Inquiry.Contact contact(PendingMessage.Thread thread) {
    return new Inquiry.Contact(
        thread.customerId(),
        thread.name(),
        thread.bucket(),
        thread.onFile(),
        thread.grade(),
        thread.tags(),
        thread.triggerLabel(),
        thread.intentScore());
  }

  /** A word of private life blocks at once; a strong signal of business lifts a block. */
  private boolean blocked(
      ClaimedChat claim, PendingMessage.Thread thread, Burst burst, Instant now) {
    return settlement
        .signal(claim, burst, false, now)
        .map(signal -> settlement.bucketAfter(thread, signal).equals("BLACK"))
        .orElse(thread.bucket().equals("BLACK"));
  }

  /** An admin's silence stands behind an operator's, who is at work already. */
  private Inquiry.Attention attention(
      ClaimedChat claim, PendingMessage.Thread thread, Instant now) {
    Inquiry.Attention attention = thread == null ? Inquiry.Attention.BOT : attention(thread, now);
    boolean speaks = attention == Inquiry.Attention.BOT || attention == Inquiry.Attention.QUEUED;
    return speaks && mutes.muted(claim.chat()) ? Inquiry.Attention.MUTED : attention;
  }

  private static Inquiry.Attention attention(PendingMessage.Thread thread, Instant now) {
    if (thread.returnAt() != null && !now.isBefore(thread.returnAt())) {
      return Inquiry.Attention.BOT;
    }
    return switch (thread.handling()) {
      case "HELD" -> Inquiry.Attention.HELD;
      case "QUEUED" ->
          thread.botSilent() ? Inquiry.Attention.QUEUED_SILENT : Inquiry.Attention.QUEUED;
      default -> Inquiry.Attention.BOT;
    };
  }

  private String recentQuestion(PendingMessage.Thread thread, Instant now) {
    boolean recent =
        thread != null
            && thread.lastQuestionAt() != null
            && now.isBefore(thread.lastQuestionAt().plus(answers.repeatWindow()));
    return recent ? thread.lastQuestion() : null;
  }
}
