package io.kefu.message.reply;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The slots given away under one limit: at most so many in any span of its width, wherever the span
 * begins. Slots may lie ahead; they are not always given in order. Not thread-safe.
 */
final class SendWindow {

  private final int most;
  private final Duration width;
  private final List<Instant> slots;

  /**
   * A window.
   *
   * @param most slots in any span, at least 1
   * @param width the span
   * @param given slots given so far: all younger than the span, or the last {@code most} of them
   */
  SendWindow(int most, Duration width, List<Instant> given) {
    this.most = most;
    this.width = width;
    this.slots = new ArrayList<>(given);
    Collections.sort(slots);
  }

  /**
   * The first time from which a slot breaks no limit, {@code null} for any. When all slots are
   * taken, it is one span after the {@code most}-th last: fewer than {@code most} slots are left
   * behind that one, so no span with the new slot holds more than {@code most}.
   */
  Instant opens() {
    return slots.size() < most ? null : slots.get(slots.size() - most).plus(width);
  }

  /** Gives a slot away. */
  void take(Instant slot) {
    int at = Collections.binarySearch(slots, slot);
    slots.add(at < 0 ? -at - 1 : at, slot);
  }

  /** Takes a slot back. */
  void free(Instant slot) {
    slots.remove(slot);
  }
}
