package io.kefu.message.handover;

import java.time.Duration;
import java.util.List;

/** What an operator can do with a conversation (domain.md §2 and §5). */
public sealed interface OperatorAction {

  /** Stable name, recorded as the cause of a transition. */
  String cause();

  /**
   * Put it off.
   *
   * @param duration how long
   */
  record Snooze(Duration duration) implements OperatorAction {
    @Override
    public String cause() {
      return "snooze";
    }
  }

  /** It is the customer's turn. */
  record MarkWaiting() implements OperatorAction {
    @Override
    public String cause() {
      return "mark_waiting";
    }
  }

  /**
   * Settle it.
   *
   * @param ending how it ended
   */
  record Resolve(Ending ending) implements OperatorAction {
    @Override
    public String cause() {
      return "resolve";
    }
  }

  /**
   * Give it to an operator, or to nobody.
   *
   * @param operator who; null for nobody
   */
  record Assign(String operator) implements OperatorAction {
    @Override
    public String cause() {
      return "assign";
    }
  }

  /** Take it: the bot falls silent. */
  record Claim() implements OperatorAction {
    @Override
    public String cause() {
      return "claim";
    }
  }

  /** Lay it back into the queue. */
  record Release() implements OperatorAction {
    @Override
    public String cause() {
      return "release";
    }
  }

  /** Give it back to the bot. */
  record HandBack() implements OperatorAction {
    @Override
    public String cause() {
      return "hand_back";
    }
  }

  /**
   * How a conversation ended.
   *
   * @param outcome solved, unsolved, transferred or abandoned
   * @param reason in words; may be null
   * @param satisfaction 1 to 5; may be null
   * @param tags labels
   */
  record Ending(String outcome, String reason, Integer satisfaction, List<String> tags) {
    /** Copies the tags. */
    public Ending {
      tags = List.copyOf(tags);
    }
  }
}
