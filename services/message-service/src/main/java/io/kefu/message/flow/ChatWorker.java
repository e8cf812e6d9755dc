package io.kefu.message.flow;

import io.kefu.contracts.answer.DecisionSummary;
import io.kefu.contracts.chat.ChatType;
import io.kefu.message.answer.AnswerConfig;
import io.kefu.message.answer.Answering;
import io.kefu.message.answer.Decision;
import io.kefu.message.answer.Inquiry;
import io.kefu.message.intake.MergeConfig;
import io.kefu.message.intake.MergePolicy;
import io.kefu.message.persistence.JsonRows;
import io.kefu.message.reply.Outbox;
import io.kefu.message.reply.OutboxPart;
import io.kefu.message.reply.OutboxPlan;
import io.kefu.message.reply.ReplyConfig;
import io.kefu.message.reply.ReplyPublisher;
import io.kefu.message.rules.ConversationRecord;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Works on one claimed chat, alone and in order: (1) publish, expire or cancel what the outbox
 * still holds; then for each burst (2) decide, outside any transaction; (3) store decision, replies
 * and conversation; (4) publish; and at last (5) give the chat back. A crash after 3 finds the
 * decision stored: the next holder begins with 1. Blocks: runs on a virtual thread.
 */
@ApplicationScoped
public class ChatWorker {

  /** Another holder took the chat over; all that is left is to stop. */
  private static final class LostClaim extends RuntimeException {
    LostClaim() {
      super("the claim was lost");
    }
  }

  private final Answering answering;
  private final Settlement settlement;
  private final DecisionStore decisions;
  private final Outbox outbox;
  private final ReplyPublisher publisher;
  private final Releases releases;
  private final History history;
  private final ConversationRecord record;
  private final MergePolicy merging;
  private final ReplyConfig replies;
  private final AnswerConfig answers;
  private final FlowConfig config;
  private final JsonRows json;
  private final MeterRegistry metrics;
  private final Clock clock;

  ChatWorker(
      Answering answering,
      Settlement settlement,
      DecisionStore decisions,
      Outbox outbox,
      ReplyPublisher publisher,
      Releases releases,
      History history,
      ConversationRecord record,
      MergeConfig merging,
      ReplyConfig replies,
      AnswerConfig answers,
      FlowConfig config,
      JsonRows json,
      MeterRegistry metrics,
      Clock clock) {
    this.answering = answering;
    this.settlement = settlement;
    this.decisions = decisions;
    this.outbox = outbox;
    this.publisher = publisher;
    this.releases = releases;
    this.history = history;
    this.record = record;
    this.merging = new MergePolicy(merging);
    this.replies = replies;
    this.answers = answers;
    this.config = config;
    this.json = json;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Does all there is to do in a claimed chat and gives it back.
   *
   * @return whether the chat is due again at once
   * @throws RuntimeException when something failed; the claim is then still held
   */
  boolean work(ClaimedChat claim) {
    List<Outbox.Published> published = new ArrayList<>();
    try {
      deliverOutbox(claim, published);
      for (Burst burst : Burst.of(claim.pending(), merging)) {
        answer(claim, burst, published);
      }
    } catch (LostClaim lost) {
      metrics.counter("chat_claim_lost").increment();
      return false;
    }
    boolean more = claim.pending().size() >= config.messagesPerClaim();
    releases.release(new Releases.Release(claim, published, more)).join();
    return more;
  }

  private void deliverOutbox(ClaimedChat claim, List<Outbox.Published> published) {
    if (claim.outbox().isEmpty()) {
      return;
    }
    OutboxPlan plan = OutboxPlan.of(claim.outbox(), occasion(claim), replies, clock.instant());
    String tenantId = claim.chat().tenantId();
    if (!plan.expire().isEmpty()) {
      outbox.expire(tenantId, ids(plan.expire())).subscribeAsCompletionStage().join();
      metrics.counter("reply_ended", "status", "EXPIRED").increment(plan.expire().size());
    }
    if (!plan.cancel().isEmpty()) {
      outbox.cancel(tenantId, ids(plan.cancel())).subscribeAsCompletionStage().join();
      metrics.counter("reply_ended", "status", "CANCELLED").increment(plan.cancel().size());
    }
    for (OutboxPart part : plan.publish()) {
      publish(part, null, published);
    }
  }

  private static OutboxPlan.Occasion occasion(ClaimedChat claim) {
    if (!claim.ready()) {
      return OutboxPlan.Occasion.DUE;
    }
    return claim.pending().isEmpty()
        ? OutboxPlan.Occasion.REDELIVERED
        : OutboxPlan.Occasion.NEW_REPLIES;
  }

  private void answer(ClaimedChat claim, Burst burst, List<Outbox.Published> published) {
    Instant begun = clock.instant();
    Answering.Decided decided = decide(claim, burst, begun);
    PendingMessage.Thread thread = burst.lead().thread();
    DecisionStore.Outcome outcome =
        decisions
            .store(
                new UndecidedWork(
                    claim.chat(),
                    claim.token(),
                    thread == null ? null : thread.conversationId(),
                    conversation -> settlement.settle(claim, burst, decided, conversation)))
            .join();
    switch (outcome) {
      case DecisionStore.ClaimLost lost -> throw new LostClaim();
      case DecisionStore.Committed committed -> {
        DecidedWork work = committed.work();
        DecisionSummary why = work.summary();
        for (OutboxPart part : work.parts()) {
          publish(part, part.part() == 1 ? why : null, published);
        }
        metrics
            .counter("message_decided", "branch", work.row().branch().name())
            .increment(burst.messages().size());
        metrics
            .timer("message_decision_duration", "branch", work.row().branch().name())
            .record(java.time.Duration.between(burst.lead().receivedAt(), clock.instant()));
      }
    }
  }

  private Answering.Decided decide(ClaimedChat claim, Burst burst, Instant now) {
    Inquiry inquiry = inquiry(claim, burst, now);
    if (claim.failures() >= config.maxFailures()) {
      return answering.broken(claim.chat().tenantId(), inquiry);
    }
    return answering.decide(
        claim.chat().tenantId(),
        burst.lead().messageId(),
        inquiry,
        () -> history.before(claim.chat(), burst.messages().getFirst().storedAt()));
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
        thread != null && blocked(thread, burst, claim.chatType(), now),
        thread == null ? Inquiry.Attention.BOT : attention(thread, now),
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
      PendingMessage.Thread thread, Burst burst, ChatType chatType, Instant now) {
    return settlement
        .signal(burst, chatType, false, now)
        .map(signal -> settlement.bucketAfter(thread, signal).equals("BLACK"))
        .orElse(thread.bucket().equals("BLACK"));
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

  private void publish(OutboxPart part, DecisionSummary why, List<Outbox.Published> published) {
    publisher.publish(part, why).await().atMost(replies.publishTimeout());
    int attempts = part.attempts() + 1;
    published.add(
        new Outbox.Published(
            part.replyId(),
            attempts,
            OutboxPlan.backoff(attempts, replies.firstRetry(), replies.longestRetry()).toMillis()));
  }

  private static List<UUID> ids(List<OutboxPart> parts) {
    return parts.stream().map(OutboxPart::replyId).toList();
  }
}
