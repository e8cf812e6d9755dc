package io.kefu.stats.live;

import io.kefu.contracts.stats.StatsMeasures;
import io.kefu.contracts.stats.StatsPoint;
import java.time.Instant;
import java.util.List;

/**
 * What the live stream tells every few seconds.
 *
 * @param at when it was taken
 * @param now how it stands
 * @param today the day so far, in the reporting zone
 * @param minutes the last fifteen minutes, the running one last
 */
public record Picture(Instant at, Now now, StatsMeasures today, List<StatsPoint> minutes) {

  /** Copies the minutes. */
  public Picture {
    minutes = List.copyOf(minutes);
  }
}
