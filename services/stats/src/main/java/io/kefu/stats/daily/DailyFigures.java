package io.kefu.stats.daily;

import io.kefu.contracts.stats.StatsMeasures;
import io.kefu.stats.question.UnansweredQuestions.Cluster;
import io.kefu.stats.report.UnknownPool;
import java.time.LocalDate;
import java.util.List;

/**
 * What the report of a day tells.
 *
 * @param day the day, in the reporting zone
 * @param totals the day
 * @param before the day before it, to compare with
 * @param busiestHour hour of the day with most messages; null without any
 * @param clearPoolBy hour by which the unknown pool was to be empty
 * @param pool the unknown pool
 * @param questions what was asked most in vain
 */
public record DailyFigures(
    LocalDate day,
    StatsMeasures totals,
    StatsMeasures before,
    Integer busiestHour,
    int clearPoolBy,
    UnknownPool.Day pool,
    List<Cluster> questions) {

  /** Copies the questions. */
  public DailyFigures {
    questions = List.copyOf(questions);
  }
}
