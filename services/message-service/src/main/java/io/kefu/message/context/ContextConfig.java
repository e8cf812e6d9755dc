package io.kefu.message.context;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;

/** The memory of a session (domain.md §2). */
@ConfigMapping(prefix = "kefu.message.context")
public interface ContextConfig {

  /** Sessions that became too long are looked for that often. */
  @WithDefault("2s")
  Duration sweep();

  /** Customers to be asked whether all is well are looked for that often. */
  @WithDefault("30s")
  Duration promptSweep();

  /** Nobody spoke for that long: idle. */
  @WithDefault("5m")
  Duration idle();

  /** Nobody spoke for that long: dormant. */
  @WithDefault("15m")
  Duration dormant();

  /** Nobody spoke for that long: the session is over, and what was said in it is not told again. */
  @WithDefault("30m")
  Duration expired();

  /** Most lines of a conversation that are looked at. */
  @WithDefault("80")
  int lines();

  /** The rolling summary. */
  Summary summary();

  /** The idle prompt. */
  Prompt prompt();

  /** The rolling summary. */
  interface Summary {
    /** Whether long sessions are summarised; without a model they are cut. */
    @WithDefault("true")
    boolean enabled();

    /** More lines than this that no summary covers: they are summarised. */
    @WithDefault("14")
    int after();

    /** So many of the last lines are left out of a summary, because they are told as they are. */
    @WithDefault("6")
    int keep();

    /** Most characters of a summary. */
    @WithDefault("300")
    int maxCharacters();

    /** How long ai-service may take. */
    @WithDefault("30s")
    Duration deadline();

    /** Pause after ai-service gave none. */
    @WithDefault("10m")
    Duration retry();

    /** Summaries asked for at a time. */
    @WithDefault("4")
    int parallelism();
  }

  /** The gentle question to a customer who fell silent after our answer. */
  interface Prompt {
    /** Off by default: some find it intrusive. */
    @WithDefault("false")
    boolean enabled();

    /** What is sent, at most once a session. */
    @WithDefault("请问刚才的问题解决了吗？如还有需要，随时告诉我。")
    String text();

    /** Never from then on. */
    @WithDefault("21:00")
    LocalTime quietFrom();

    /** Until then. */
    @WithDefault("09:00")
    LocalTime quietTo();

    /** Where the quiet hours count. */
    @WithDefault("Asia/Shanghai")
    ZoneId zone();
  }
}
