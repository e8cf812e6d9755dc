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
   * another reason. An agent that comes back waits that long for what it missed last.
   */
  @WithDefault("500ms")
  Duration inFlight();

  /**
   * Parts older than this were perhaps missed by the agent: they are repeated before new replies of
   * their chat. Not above the time in which an agent that was cut off can be back and send a new
   * message (a quarter of a second): else the answer to that one would overtake them. An agent
   * knows the parts it has; a repetition costs a record and no key stroke.
   */
  @WithDefault("250ms")
  Duration missedAfter();

  /** How long Kafka may take to accept a part before it is tried again. */
  @WithDefault("10s")
  Duration publishTimeout();
}
