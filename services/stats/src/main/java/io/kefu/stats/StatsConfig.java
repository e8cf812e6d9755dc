package io.kefu.stats;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.ZoneId;

/** Settings of the statistics. */
@ConfigMapping(prefix = "kefu.statistics")
public interface StatsConfig {

  /** Zone in which days begin. Changing it later leaves the days already counted where they are. */
  @WithDefault("Asia/Shanghai")
  ZoneId zone();

  /** Most buckets one answer holds; a longer range needs a coarser granularity. */
  @WithDefault("1500")
  int maxBuckets();

  /** Who was online. */
  Presence presence();

  /** How long is remembered. */
  Retention retention();

  /** Who was online. */
  interface Presence {

    /** Time between two countings of the agents online. */
    @WithDefault("20s")
    Duration every();
  }

  /** How long is remembered. */
  interface Retention {

    /** Time between two sweeps. */
    @WithDefault("1h")
    Duration every();

    /**
     * How far back messages and replies are known one by one, and minutes are kept. An older event
     * is not counted: whether it was counted before is no longer known. Longer than the topics keep
     * their records, so that a replay finds everything known.
     */
    @WithDefault("P35D")
    Duration facts();

    /** How far back hours are kept; days are kept for good. */
    @WithDefault("P400D")
    Duration hours();

    /** Most rows deleted in one transaction. */
    @WithDefault("5000")
    int rowsAtOnce();
  }
}
