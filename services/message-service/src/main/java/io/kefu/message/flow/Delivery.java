package io.kefu.message.flow;

import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.chat.ReplyOrigin;
import io.kefu.message.reply.Announcement;
import io.kefu.message.reply.Outbox;
import io.kefu.message.reply.OutboxPart;
import io.kefu.message.reply.OutboxPlan;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * What leaves one claimed chat, in its order: parts whose slot has come are published, parts whose
 * slot lies ahead wait in the outbox, and nothing overtakes them; decisions that send nothing are
 * announced. Ends with {@link #release}. Blocks; one a claim, not thread-safe.
 */
final class Delivery {

  /** Kafka did not take something in time; it is tried again, and the work did not fail. */
  static final class Unpublished extends RuntimeException {
    Unpublished(Throwable cause) {
      super("Kafka did not take a record in time", cause);
    }
  }

  private final ClaimedChat claim;
  private final Deliveries means;
  private final List<Outbox.Published> published = new ArrayList<>();
  private final List<OutboxPart> waiting = new ArrayList<>();

  /** What has no receipt that we know of, in the order of the chat. */
  private final Map<UUID, OutboxPart> onTheirWay = new LinkedHashMap<>();

  private final List<CompletableFuture<Void>> announced = new ArrayList<>();

  Delivery(ClaimedChat claim, Deliveries means) {
    this.claim = claim;
    this.means = means;
  }

  /** Looks after what the outbox holds and after what an earlier claim left unsaid. */
  void outbox() {
    if (claim.unsettledSince() != null) {
      means
          .announcements()
          .silentSince(claim.chat(), claim.unsettledSince())
          .subscribeAsCompletionStage()
          .join()
          .forEach(this::announce);
    }
    if (claim.outbox().isEmpty()) {
      return;
    }
    OutboxPlan plan =
        OutboxPlan.of(
            claim.outbox(),
            occasion(),
            means.config(),
            claim.agentSessionAt(),
            means.clock().instant());
    end(plan);
    Set<UUID> gone = new HashSet<>(ids(plan.expire()));
    gone.addAll(ids(plan.cancel()));
    List<OutboxPart> due = inTime(plan.publish(), gone);
    Set<UUID> going = new HashSet<>(ids(due));
    claim.outbox().stream()
        .filter(part -> part.waits() && !gone.contains(part.replyId()))
        .filter(part -> !going.contains(part.replyId()) && !moved(part))
        .forEach(waiting::add);
    claim.outbox().stream()
        .filter(part -> part.publishedAt() != null && !gone.contains(part.replyId()))
        .forEach(part -> onTheirWay.put(part.replyId(), part));
    released(due).forEach(this::publish);
  }

  private void end(OutboxPlan plan) {
    String tenantId = claim.chat().tenantId();
    // A first part that never went out carries its decision; what became of it is told instead.
    plan.expire().stream()
        .filter(part -> part.why() != null)
        .map(part -> part.why().unsaid(ReplyAction.TRANSFER_HUMAN, Branch.HANDOFF, "expired"))
        .forEach(this::announce);
    if (!plan.expire().isEmpty()) {
      await(means.outbox().expire(tenantId, ids(plan.expire())));
      means.ended("EXPIRED", plan.expire().size());
    }
    if (!plan.cancel().isEmpty()) {
      cancel(plan.cancel(), "operator_took_over");
    }
  }

  /** Parts that nobody saw are not said; what became of their decisions is told instead. */
  private void cancel(List<OutboxPart> parts, String reason) {
    parts.stream()
        .filter(part -> part.why() != null)
        .map(part -> part.why().unsaid(ReplyAction.IGNORE, Branch.IGNORED, reason))
        .forEach(this::announce);
    await(means.outbox().cancel(claim.chat().tenantId(), ids(parts), reason));
    means.ended("CANCELLED", parts.size());
  }

  /** Parts that missed their slot by far get others, and with them all that wait behind them. */
  private List<OutboxPart> inTime(List<OutboxPart> due, Set<UUID> gone) {
    Instant missed = means.clock().instant().minus(means.config().slotTolerance());
    List<OutboxPart> unsent =
        claim.outbox().stream()
            .filter(part -> part.origin() == ReplyOrigin.BOT && part.publishedAt() == null)
            .filter(part -> part.slotAt() != null && !gone.contains(part.replyId()))
            .dropWhile(part -> !part.slotAt().isBefore(missed))
            .toList();
    if (unsent.isEmpty()) {
      return due;
    }
    List<OutboxPart> again =
        means
            .slots()
            .again(claim.chatType() == ChatType.GROUP, unsent)
            .subscribeAsCompletionStage()
            .join();
    Set<UUID> late = new HashSet<>(ids(unsent));
    List<OutboxPart> next = new ArrayList<>();
    due.stream().filter(part -> !late.contains(part.replyId())).forEach(next::add);
    Instant now = means.clock().instant();
    for (OutboxPart part : again) {
      (part.slotAt().isAfter(now) ? waiting : next).add(part);
    }
    next.sort(Comparator.comparing(OutboxPart::replyId, Delivery::byTime));
    return next;
  }

  private boolean moved(OutboxPart part) {
    return waiting.stream().anyMatch(known -> known.replyId().equals(part.replyId()));
  }

  /** UUIDv7 compare by their unsigned value, as PostgreSQL does. */
  private static int byTime(UUID a, UUID b) {
    int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
  }

  /** The last look before waiting parts go out: an operator may have come since the claim. */
  private List<OutboxPart> released(List<OutboxPart> due) {
    List<UUID> held =
        due.stream()
            .filter(part -> part.origin() == ReplyOrigin.BOT && part.waits())
            .map(OutboxPart::replyId)
            .toList();
    if (held.isEmpty()) {
      return due;
    }
    Set<UUID> free =
        means.outbox().release(claim.chat().tenantId(), held).subscribeAsCompletionStage().join();
    return due.stream()
        .filter(part -> !held.contains(part.replyId()) || free.contains(part.replyId()))
        .toList();
  }

  private OutboxPlan.Occasion occasion() {
    if (!claim.ready()) {
      return OutboxPlan.Occasion.DUE;
    }
    return claim.pending().isEmpty()
        ? OutboxPlan.Occasion.REDELIVERED
        : OutboxPlan.Occasion.NEW_REPLIES;
  }

  /** No new reply of this chat may go out before; null when nothing of it waits. */
  Instant behind() {
    return waiting.stream().map(OutboxPart::slotAt).max(Instant::compareTo).orElse(null);
  }

  /** Publishes what may go out now; the rest waits. A decision without a reply is announced. */
  void decided(DecidedWork work) {
    if (work.parts().isEmpty()) {
      announce(work.announcement());
    }
    if (work.parts().stream().anyMatch(part -> !part.waits())) {
      // What waited and is due by now goes first.
      publishDue();
    }
    for (OutboxPart part : work.parts()) {
      if (part.waits()) {
        waiting.add(part);
      } else {
        publish(part);
      }
    }
    means.decided(work);
  }

  /** When the next waiting part is due; empty when none waits. */
  Optional<Duration> untilNext() {
    Instant now = means.clock().instant();
    return waiting.stream()
        .map(part -> Duration.between(now, part.nextAttemptAt()))
        .min(Duration::compareTo)
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
  }

  /** Publishes the waiting parts whose slot has come. */
  void publishDue() {
    Instant now = means.clock().instant();
    List<OutboxPart> due =
        waiting.stream().filter(part -> !part.nextAttemptAt().isAfter(now)).toList();
    if (!due.isEmpty()) {
      waiting.removeAll(due);
      released(due).forEach(this::publish);
    }
  }

  private void announce(Announcement decision) {
    announced.add(means.publisher().announce(decision).subscribeAsCompletionStage());
  }

  /**
   * Publishes a part; one that is new behind what the agent may have missed. While a model wrote or
   * a slot was awaited, the agent may have gone and come back: no newer part may overtake those.
   */
  private void publish(OutboxPart part) {
    Optional<String> silence = means.silence(claim.chat().tenantId());
    if (silence.isPresent() && Silence.covers(part)) {
      // The last look of all: the bot was silenced for the whole tenant meanwhile.
      cancel(List.of(part), silence.get());
      return;
    }
    if (part.publishedAt() == null) {
      Instant missed = means.clock().instant().minus(means.config().missedAfter());
      onTheirWay.values().stream()
          .filter(
              earlier ->
                  !earlier.publishedAt().isAfter(missed)
                      || OutboxPlan.beforeSession(earlier, claim.agentSessionAt()))
          .toList()
          .forEach(this::send);
    }
    send(part);
  }

  private void send(OutboxPart part) {
    // The time before Kafka takes it: a session that begins meanwhile may have missed it.
    Instant at = means.clock().instant();
    try {
      means.publisher().publish(part).await().atMost(means.config().publishTimeout());
    } catch (RuntimeException e) {
      throw new Unpublished(e);
    }
    OutboxPart sent = part.publishedAt(at);
    onTheirWay.put(part.replyId(), sent);
    published.removeIf(before -> before.replyId().equals(part.replyId()));
    published.add(
        new Outbox.Published(
            part.replyId(),
            sent.attempts(),
            at,
            OutboxPlan.backoff(
                    sent.attempts(), means.config().firstRetry(), means.config().longestRetry())
                .toMillis()));
  }

  /** Completes when Kafka has all of it; only then may the claim be given back. */
  Releases.Release release(boolean more) {
    try {
      Uni.createFrom()
          .completionStage(CompletableFuture.allOf(announced.toArray(CompletableFuture[]::new)))
          .await()
          .atMost(means.config().publishTimeout());
    } catch (RuntimeException e) {
      throw new Unpublished(e);
    }
    return new Releases.Release(claim, published, more, untilNext().orElse(null));
  }

  private static void await(Uni<Void> work) {
    work.subscribeAsCompletionStage().join();
  }

  private static List<UUID> ids(List<OutboxPart> parts) {
    return parts.stream().map(OutboxPart::replyId).toList();
  }
}
