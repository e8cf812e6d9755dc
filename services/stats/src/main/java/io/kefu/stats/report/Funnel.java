package io.kefu.stats.report;

import io.kefu.contracts.stats.StatsMeasures;
import io.kefu.contracts.stats.StatsReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How far messages, and episodes, got.
 *
 * @param from start of the range
 * @param to end of the range
 * @param messages from what came in to what the bot settled alone
 * @param episodes from what ended to content customers
 */
public record Funnel(Instant from, Instant to, List<Step> messages, List<Step> episodes) {

  /**
   * One step; never larger than the one before.
   *
   * @param name stable code
   * @param count how many got so far
   * @param ofFirst share of the first step, 0 to 1; absent when that is 0
   * @param ofPrevious share of the step before, 0 to 1; absent when that is 0
   */
  public record Step(String name, long count, Double ofFirst, Double ofPrevious) {}

  /** Copies the steps. */
  public Funnel {
    messages = List.copyOf(messages);
    episodes = List.copyOf(episodes);
  }

  static Funnel of(StatsReport report) {
    StatsMeasures m = report.totals();
    Steps messages = new Steps();
    messages.add("received", m.received());
    messages.add("to_answer", m.received() - m.ignored());
    messages.add("replied", m.replied());
    messages.add("replied_by_bot_alone", m.repliedByBotAlone());
    Steps episodes = new Steps();
    episodes.add("ended", m.episodes());
    episodes.add("not_abandoned", m.episodes() - m.abandoned());
    episodes.add("solved", m.solved());
    return new Funnel(report.from(), report.to(), messages.done, episodes.done);
  }

  private static final class Steps {
    private final List<Step> done = new ArrayList<>();

    void add(String name, long count) {
      done.add(
          new Step(
              name,
              count,
              done.isEmpty() ? null : share(count, done.getFirst().count()),
              done.isEmpty() ? null : share(count, done.getLast().count())));
    }

    private static Double share(long part, long whole) {
      return whole <= 0 ? null : (double) part / whole;
    }
  }
}
