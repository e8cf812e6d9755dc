package io.kefu.rag.knowledge;

import java.time.Instant;

/**
 * When an entry may be found. Asked at every search, so that time alone makes an entry appear and
 * disappear.
 *
 * @param from first moment; null when it always was
 * @param to first moment after it; null when it stays
 */
public record Validity(Instant from, Instant to) {

  /** Always valid. */
  public static final Validity ALWAYS = new Validity(null, null);

  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException when it would end before it begins
   */
  public Validity {
    if (from != null && to != null && !to.isAfter(from)) {
      throw new IllegalArgumentException("valid_to must be after valid_from");
    }
  }

  /** Whether a moment lies within. */
  public boolean includes(Instant time) {
    return (from == null || !time.isBefore(from)) && (to == null || time.isBefore(to));
  }
}
