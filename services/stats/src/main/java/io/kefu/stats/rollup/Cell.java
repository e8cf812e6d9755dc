package io.kefu.stats.rollup;

import java.time.Instant;
import java.util.Comparator;

/**
 * One row of the rollups; its order is the one in which rows are locked.
 *
 * @param tenantId tenant
 * @param tier length of the bucket
 * @param dimension by what
 * @param value which
 * @param bucket start of the bucket
 */
public record Cell(String tenantId, Tier tier, Dimension dimension, String value, Instant bucket)
    implements Comparable<Cell> {

  private static final Comparator<Cell> ORDER =
      Comparator.comparing(Cell::tenantId)
          .thenComparing(Cell::tier)
          .thenComparing(Cell::dimension)
          .thenComparing(Cell::bucket)
          .thenComparing(Cell::value);

  @Override
  public int compareTo(Cell other) {
    return ORDER.compare(this, other);
  }
}
