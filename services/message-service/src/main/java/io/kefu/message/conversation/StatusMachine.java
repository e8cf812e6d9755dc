package io.kefu.message.conversation;

import io.kefu.contracts.answer.Speaker;
import io.kefu.contracts.conversation.ConversationStatus;
import io.kefu.message.conversation.ThreadEvent.MarkedWaiting;
import io.kefu.message.conversation.ThreadEvent.Resolved;
import io.kefu.message.conversation.ThreadEvent.Snoozed;
import io.kefu.message.conversation.ThreadEvent.TheySpoke;
import io.kefu.message.conversation.ThreadEvent.TimePassed;
import io.kefu.message.conversation.ThreadEvent.WeSpoke;
import java.time.Duration;
import java.time.Instant;

/**
 * The status machine "who spoke last + SLA" of domain.md §2. Pure: the same state, event and time
 * give the same state.
 */
public final class StatusMachine {

  /**
   * How long each side may take.
   *
   * @param needReply we are overdue after it
   * @param followUp we ask again after it
   */
  public record Limits(Duration needReply, Duration followUp) {}

  private StatusMachine() {}

  /** The state after an event. */
  public static ThreadState after(
      ThreadState state, ThreadEvent event, Limits limits, Instant now) {
    return switch (event) {
      case TheySpoke spoke -> theySpoke(state, spoke.at(), limits, now);
      case WeSpoke spoke -> weSpoke(state, spoke.at(), limits, now);
      case TimePassed passed -> timePassed(state, limits, now);
      case Snoozed snoozed ->
          new ThreadState(
              ConversationStatus.SNOOZED,
              state.lastSpeaker(),
              state.lastMessageAt(),
              null,
              null,
              snoozed.until());
      case MarkedWaiting marked ->
          new ThreadState(
              ConversationStatus.WAITING_THEM,
              state.lastSpeaker(),
              state.lastMessageAt(),
              null,
              now.plus(limits.followUp()),
              null);
      case Resolved resolved ->
          new ThreadState(
              ConversationStatus.RESOLVED,
              state.lastSpeaker(),
              state.lastMessageAt(),
              null,
              null,
              null);
    };
  }

  /** Reopens what was resolved or snoozed: a customer who writes again is not settled. */
  private static ThreadState theySpoke(ThreadState state, Instant at, Limits limits, Instant now) {
    Instant last = later(state.lastMessageAt(), at);
    Instant slaAt = last.plus(limits.needReply());
    return new ThreadState(
        now.isAfter(slaAt) ? ConversationStatus.OVERDUE : ConversationStatus.NEED_REPLY,
        Speaker.THEM,
        last,
        slaAt,
        null,
        null);
  }

  private static ThreadState weSpoke(ThreadState state, Instant at, Limits limits, Instant now) {
    boolean theyWroteSince =
        state.lastSpeaker() == Speaker.THEM
            && state.lastMessageAt() != null
            && state.lastMessageAt().isAfter(at);
    if (theyWroteSince) {
      return state;
    }
    Instant followUpAt = at.plus(limits.followUp());
    boolean bounced = now.isAfter(followUpAt);
    return new ThreadState(
        bounced ? ConversationStatus.NEED_REPLY : ConversationStatus.WAITING_THEM,
        Speaker.ME,
        later(state.lastMessageAt(), at),
        null,
        bounced ? null : followUpAt,
        null);
  }

  private static ThreadState timePassed(ThreadState state, Limits limits, Instant now) {
    if (reached(state.snoozeAt(), now) || reached(state.followUpAt(), now)) {
      return new ThreadState(
          ConversationStatus.NEED_REPLY,
          state.lastSpeaker(),
          state.lastMessageAt(),
          state.lastSpeaker() == Speaker.THEM ? now.plus(limits.needReply()) : null,
          null,
          null);
    }
    if (state.status() == ConversationStatus.NEED_REPLY
        && state.slaAt() != null
        && now.isAfter(state.slaAt())) {
      return new ThreadState(
          ConversationStatus.OVERDUE,
          state.lastSpeaker(),
          state.lastMessageAt(),
          state.slaAt(),
          null,
          null);
    }
    return state;
  }

  private static boolean reached(Instant time, Instant now) {
    return time != null && !now.isBefore(time);
  }

  private static Instant later(Instant known, Instant at) {
    return known == null || known.isBefore(at) ? at : known;
  }
}
