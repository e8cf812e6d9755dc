package io.kefu.stats;

import io.kefu.stats.daily.DailyConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

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

  /**
   * Hour of the day, 0 to 23, by which the unknown pool is to be empty: what is left then lowers
   * the clear rate.
   */
  @WithDefault("20")
  @Min(0) @Max(23) int clearPoolBy();

  /** The daily report. */
  DailyConfig daily();

  /** Loading of the past. */
  Backfill backfill();

  /** Loading of the past. */
  interface Backfill {

    /** Folder whose *.jsonl and *.jsonl.gz are loaded at start; nothing without it. */
    Optional<Path> folder();

    /** Events in one transaction. */
    @WithDefault("20000")
    int batch();

    /** What is older than this is not loaded. */
    @WithDefault("P3650D")
    Duration oldest();
  }

  /** The live stream. */
  Live live();

  /** The live stream. */
  interface Live {

    /** Time between two pictures. */
    @WithDefault("5s")
    Duration every();

    /** Most streams of one tenant on one replica. */
    @WithDefault("50")
    int streams();
  }

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
