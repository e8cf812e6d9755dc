package io.kefu.agent.reply;

import io.kefu.agent.frame.Receipt;
import io.kefu.agent.frame.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts that wait for one chat, in the order in which they must appear in it. Not thread-safe.
 */
final class ChatLine {

  /** What to do with the first part. */
  sealed interface Turn {

    /** Send it. */
    record Send(Reply reply) implements Turn {}

    /** Do not send it; it ends with this error. */
    record GiveUp(Reply reply, String error) implements Turn {}

    /** Nothing before this moment of the server's clock. */
    record Wait(Instant until) implements Turn {}
  }

  private record Placed(Reply reply, Instant arrived) {}

  private final List<Placed> parts = new ArrayList<>();

  /** Adds a part behind those before it; a part of an answer goes before later parts of it. */
  void add(Reply reply, Instant now) {
    int at = parts.size();
    for (int i = 0; i < parts.size(); i++) {
      Reply other = parts.get(i).reply();
      if (sameAnswer(other, reply) && other.part() > reply.part()) {
        at = i;
        break;
      }
    }
    parts.add(at, new Placed(reply, now));
  }

  boolean holds(String replyId) {
    return parts.stream().anyMatch(placed -> placed.reply().replyId().equals(replyId));
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  void remove(String replyId) {
    parts.removeIf(placed -> placed.reply().replyId().equals(replyId));
  }

  /** Decides about the first part. */
  Turn turn(SendLedger ledger, Instant now, DeskLimits limits) {
    Placed first = parts.get(0);
    Reply reply = first.reply();
    Instant due = reply.notBefore().orElse(now);
    if (due.isAfter(now)) {
      return new Turn.Wait(due);
    }
    Instant decided = reply.notBefore().orElse(reply.timestamp());
    Instant freshUntil = later(decided, reply.timestamp()).plus(limits.maxAge());
    if (now.isAfter(freshUntil)) {
      return new Turn.GiveUp(
          reply, "expired: it is older than " + limits.maxAge().toMinutes() + " minutes");
    }
    if (reply.action() == Reply.Action.REPLY
        && reply.messageId().map(ledger::answeredLocally).orElse(false)) {
      return new Turn.GiveUp(
          reply, "answered_locally: a local rule answered this message while we were cut off");
    }
    if (reply.messageId().isEmpty() || reply.parts() == 1) {
      return new Turn.Send(reply);
    }
    return afterItsPredecessor(first, ledger, now, limits.partHold());
  }

  private static Turn afterItsPredecessor(
      Placed first, SendLedger ledger, Instant now, Duration hold) {
    Reply reply = first.reply();
    if (ledger.laterPartBegun(reply)) {
      return new Turn.GiveUp(reply, "out_of_order: a later part of this answer was sent already");
    }
    if (reply.part() == 1) {
      return new Turn.Send(reply);
    }
    Optional<Receipt.Status> before =
        ledger.partStatus(reply.messageId().orElseThrow(), reply.part() - 1);
    if (before.isPresent()) {
      return before.get() == Receipt.Status.SENT
          ? new Turn.Send(reply)
          : new Turn.GiveUp(
              reply, "previous_part_not_sent: the part before it ended " + before.get());
    }
    // The server offers all open parts in order: what does not come has ended there already.
    Instant holdUntil = first.arrived().plus(hold);
    return holdUntil.isAfter(now) ? new Turn.Wait(holdUntil) : new Turn.Send(reply);
  }

  private static boolean sameAnswer(Reply one, Reply other) {
    return one.messageId().isPresent() && one.messageId().equals(other.messageId());
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
