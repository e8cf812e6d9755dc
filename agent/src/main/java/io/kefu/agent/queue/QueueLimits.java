package io.kefu.agent.queue;

import java.time.Duration;

/**
 * How much the queue holds.
 *
 * @param messages delivered and undelivered ones together
 * @param bytes on disk
 * @param retention how long a message is held at most
 * @param segmentBytes size of one file
 */
public record QueueLimits(int messages, long bytes, Duration retention, int segmentBytes) {

  /** 1,000 messages, 100 MB, 7 days (issue of the agent, item 5). */
  public static final QueueLimits DEFAULT =
      new QueueLimits(1_000, 100L * 1024 * 1024, Duration.ofDays(7), 1024 * 1024);

  /** Refuses limits that could not hold one message. */
  public QueueLimits {
    if (messages < 1 || bytes < 2L * segmentBytes || segmentBytes < 1024) {
      throw new IllegalArgumentException("queue limits are too small");
    }
  }
}
