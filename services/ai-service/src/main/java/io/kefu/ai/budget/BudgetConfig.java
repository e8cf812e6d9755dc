package io.kefu.ai.budget;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/** What a tenant may spend in a day. When it is spent, answers are the knowledge entries. */
@ConfigMapping(prefix = "kefu.ai.budget")
public interface BudgetConfig {

  /** Zone in which days begin. */
  @WithDefault("Asia/Shanghai")
  ZoneId zone();

  /** Limits of every tenant without limits of its own. */
  Limits daily();

  /** Limits by tenant. */
  Map<String, Limits> tenants();

  /** How long the database may take to tell what was spent. */
  @WithDefault("2s")
  Duration patience();

  /** How long an answer waits until its cost is noted; less than {@code kefu.ai.chain.reserve}. */
  @WithDefault("200ms")
  Duration noted();

  /** Limits of one day; none when absent. */
  interface Limits {
    /** Tokens read and written. */
    Optional<Long> tokens();

    /** Money, in the currency of the price list. */
    Optional<BigDecimal> cost();
  }
}
