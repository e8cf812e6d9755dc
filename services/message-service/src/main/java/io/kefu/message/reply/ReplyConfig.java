package io.kefu.message.reply;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How replies are cut, published and given up (design.md §3, domain.md §5). */
@ConfigMapping(prefix = "kefu.message.reply")
public interface ReplyConfig {

  /** Characters of one part. */
  @WithDefault("400")
  int maxCharacters();

  /** A reply up to this length stays whole. */
  @WithDefault("500")
  int splitAbove();

  /** A reply that did not reach the customer by then is worse than none. */
  @WithDefault("10m")
  Duration expiry();

  /** Waiting for a receipt before publishing again; doubles each time. */
  @WithDefault("30s")
  Duration firstRetry();

  /** The longest such wait. */
  @WithDefault("3m")
  Duration longestRetry();

  /**
   * Parts younger than this are on their way and are not repeated because their chat is woken for
   * another reason.
   */
  @WithDefault("2s")
  Duration inFlight();

  /**
   * Parts older than this were perhaps missed by the agent: they are repeated before new replies of
   * their chat. Above the time an agent usually takes to type what is queued.
   */
  @WithDefault("15s")
  Duration missedAfter();

  /** How long Kafka may take to accept a part before it is tried again. */
  @WithDefault("10s")
  Duration publishTimeout();
}
