package io.kefu.message.conversation;

import java.time.Instant;

/** What can move a conversation from one status to another. */
public sealed interface ThreadEvent {

  /** Stable name, recorded as the cause of a transition. */
  String cause();

  /**
   * The customer wrote.
   *
   * @param at when, never later than now
   */
  record TheySpoke(Instant at) implements ThreadEvent {
    @Override
    public String cause() {
      return "customer_message";
    }
  }

  /**
   * A text of ours (bot, operator, or a person at the WeChat client) reached the customer.
   *
   * @param at when
   */
  record WeSpoke(Instant at) implements ThreadEvent {
    @Override
    public String cause() {
      return "our_message";
    }
  }

  /** Nothing but time went by. */
  record TimePassed() implements ThreadEvent {
    @Override
    public String cause() {
      return "time";
    }
  }

  /**
   * An operator put it off.
   *
   * @param until when it comes back
   */
  record Snoozed(Instant until) implements ThreadEvent {
    @Override
    public String cause() {
      return "snooze";
    }
  }

  /** An operator said that it is the customer's turn. */
  record MarkedWaiting() implements ThreadEvent {
    @Override
    public String cause() {
      return "mark_waiting";
    }
  }

  /** An operator settled it. */
  record Resolved() implements ThreadEvent {
    @Override
    public String cause() {
      return "resolve";
    }
  }
}
