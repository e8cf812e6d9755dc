package io.kefu.gateway.delivery;

import io.kefu.contracts.event.ReplyOut;
import java.time.Instant;

/**
 * Sees every record of {@code reply.out}, of all tenants, on every replica. Called on the feed's
 * thread: must return at once and must not fail.
 */
public interface ReplyOutListener {

  /**
   * A record came; the same reply may come more than once.
   *
   * @param writtenAt when Kafka was given the record, by the writer's clock
   */
  void replyOut(ReplyOut out, Instant writtenAt);
}
