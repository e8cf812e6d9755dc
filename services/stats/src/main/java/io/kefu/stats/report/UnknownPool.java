package io.kefu.stats.report;

import java.time.LocalDate;
import java.util.List;

/**
 * The unknown pool day by day: who wrote to us and is not on file yet.
 *
 * @param zone IANA name of the zone in which days begin
 * @param clearBy hour of the day by which the pool is to be empty
 * @param days in order
 */
public record UnknownPool(String zone, int clearBy, List<Day> days) {

  /** Copies the days. */
  public UnknownPool {
    days = List.copyOf(days);
  }

  /**
   * One day. Who comes back after having left counts twice.
   *
   * @param day the day
   * @param waiting who was in the pool when the day began
   * @param entered who came until the hour
   * @param cleared who left until the hour: put on file, found to be private, or a duplicate
   * @param left who was still in it at the hour; on the running day, who is now
   * @param clearRate cleared / (waiting + entered), 0 to 1; absent for an empty pool
   */
  public record Day(
      LocalDate day, long waiting, long entered, long cleared, long left, Double clearRate) {

    static Day of(LocalDate day, long waiting, long entered, long cleared) {
      long pool = waiting + entered;
      return new Day(
          day,
          waiting,
          entered,
          cleared,
          pool - cleared,
          pool <= 0 ? null : Math.clamp((double) cleared / pool, 0.0, 1.0));
    }
  }
}
