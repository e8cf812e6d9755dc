package io.kefu.gateway.session;

import io.kefu.gateway.eventlog.Position;

/**
 * Decides which of two logins of one agent is newer, on whichever replicas they are: the one whose
 * online event stands later in the topic. Both events have the same key and thus one partition, so
 * all replicas decide alike and no clock is asked. Thread-safe.
 */
final class LoginOrder {

  private Position mine;
  private Position newestRival;

  /** Our own event is in the topic; true when a rival's stands behind it. */
  synchronized boolean mine(Position position) {
    mine = position;
    return rivalIsNewer();
  }

  /** A rival's event was read; true when it stands behind ours. */
  synchronized boolean rival(Position position) {
    if (newestRival == null || newestRival.offset() < position.offset()) {
      newestRival = position;
    }
    return rivalIsNewer();
  }

  private boolean rivalIsNewer() {
    return mine != null
        && newestRival != null
        && newestRival.partition() == mine.partition()
        && newestRival.offset() > mine.offset();
  }
}
