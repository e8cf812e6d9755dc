package io.kefu.stats.rollup;

import java.time.Instant;
import java.util.Comparator;

/**
 * One row of the rollups; its order is the one in which rows are locked, and with those of the days
 * the weeks that hold them: by value before bucket, or two batches could wait for each other.
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
          .thenComparing(Cell::value)
          .thenComparing(Cell::bucket);

  @Override
  public int compareTo(Cell other) {
    return ORDER.compare(this, other);
  }
}
