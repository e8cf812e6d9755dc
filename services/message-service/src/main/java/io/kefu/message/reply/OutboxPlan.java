package io.kefu.message.reply;

import io.kefu.contracts.chat.ReplyOrigin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be done about the parts of one chat that have no receipt. Pure.
 *
 * @param publish in order
 * @param expire too old: a person decides
 * @param cancel an operator took over before they went out
 */
public record OutboxPlan(
    List<OutboxPart> publish, List<OutboxPart> expire, List<OutboxPart> cancel) {

  /** A plan with copies of the lists. */
  public OutboxPlan {
    publish = List.copyOf(publish);
    expire = List.copyOf(expire);
    cancel = List.copyOf(cancel);
  }

  /** Why a chat's outbox is looked at. */
  public enum Occasion {
    /** Something in it is due. */
    DUE,
    /** A message was delivered again: its replies go out again, too. */
    REDELIVERED,
    /**
     * New replies follow: what has waited goes out before them, so that an agent that missed some
     * still sees the chat in order.
     */
    NEW_REPLIES
  }

  /** How long a part counts as on its way, by the occasion. */
  private static Duration onItsWay(Occasion occasion, ReplyConfig config) {
    return occasion == Occasion.NEW_REPLIES ? config.missedAfter() : config.inFlight();
  }

  /**
   * Whether a part went out before the agent's present session began, so that the agent may have
   * missed it.
   *
   * @param sessionAt null when nobody knows
   */
  public static boolean beforeSession(OutboxPart part, Instant sessionAt) {
    return sessionAt != null
        && part.publishedAt() != null
        && part.publishedAt().isBefore(sessionAt);
  }

  /**
   * The plan.
   *
   * @param parts all parts of the chat without a receipt, in order
   * @param sessionAt when the agent's present session began; null when nobody knows
   */
  public static OutboxPlan of(
      List<OutboxPart> parts,
      Occasion occasion,
      ReplyConfig config,
      Instant sessionAt,
      Instant now) {
    List<OutboxPart> publish = new ArrayList<>();
    List<OutboxPart> expire = new ArrayList<>();
    List<OutboxPart> cancel = new ArrayList<>();
    for (OutboxPart part : parts) {
      boolean late = !now.isBefore(part.expiresAt());
      boolean due = !now.isBefore(part.nextAttemptAt());
      boolean onItsWay =
          part.publishedAt() != null
              && !beforeSession(part, sessionAt)
              && now.isBefore(part.publishedAt().plus(onItsWay(occasion, config)));
      boolean waiting = part.publishedAt() != null && occasion != Occasion.DUE;
      if (late) {
        expire.add(part);
      } else if (part.heldByOperator() && part.origin() == ReplyOrigin.BOT) {
        // Once published it is the agent's; before that, a bot must not talk over a person.
        if (part.publishedAt() == null) {
          cancel.add(part);
        } else if (due) {
          publish.add(part);
        }
      } else if (due || (waiting && !onItsWay)) {
        // Due again so soon because its agent came back: what went out just before was missed.
        publish.add(part);
      }
    }
    return new OutboxPlan(publish, expire, cancel);
  }

  /** The wait before the next attempt: doubles from the first, up to the longest. */
  public static Duration backoff(int attempts, Duration first, Duration longest) {
    Duration wait = first.multipliedBy(1L << Math.min(Math.max(attempts - 1, 0), 16));
    return wait.compareTo(longest) > 0 ? longest : wait;
  }
}
