package io.kefu.message.reply;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How replies are cut, published and given up (design.md §3, domain.md §5). Characters, limits and
 * pauses are the defaults of a tenant's own settings.
 */
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
   * Parts younger than this are on their way and are not repeated because a message was delivered
   * again.
   */
  @WithDefault("2s")
  Duration inFlight();

  /**
   * Parts older than this were perhaps missed by the agent: they are repeated before new replies of
   * their chat. Above the time that the news of an agent's return usually takes, which makes its
   * parts due at once; an agent knows the parts it has, so a repetition costs a record and no key
   * stroke.
   */
  @WithDefault("2s")
  Duration missedAfter();

  /** How long Kafka may take to accept a part before it is tried again. */
  @WithDefault("10s")
  Duration publishTimeout();

  /** How much may be sent. */
  Limits limits();

  /** The pauses between the parts of one answer. */
  Pace pace();

  /**
   * A part that goes out later than this after its slot, because Kafka or its worker was away,
   * needs another slot.
   */
  @WithDefault("5s")
  Duration slotTolerance();

  /** Sending limits; what exceeds one waits for its turn. 0 is no limit. */
  interface Limits {

    /** Texts of one agent in any 60 s. */
    @WithDefault("100")
    int agentPerMinute();

    /** Texts in one group in any 60 s. */
    @WithDefault("20")
    int groupPerMinute();

    /** Time between two answers to one user of a group. */
    @WithDefault("30s")
    Duration userInGroupEvery();
  }

  /** Pauses, drawn evenly between the two. */
  interface Pace {

    /** The shortest pause; zero for both is none. */
    @WithDefault("1500ms")
    Duration shortest();

    /** The longest pause. */
    @WithDefault("3500ms")
    Duration longest();
  }
}
