package io.kefu.gateway.delivery;

import io.kefu.contracts.event.ReplyOut;

/**
 * Sees every record of {@code reply.out}, of all tenants, on every replica. Called on the feed's
 * thread: must return at once and must not fail.
 */
public interface ReplyOutListener {

  /** A record came; the same reply may come more than once. */
  void replyOut(ReplyOut out);
}
