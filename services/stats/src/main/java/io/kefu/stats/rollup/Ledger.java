package io.kefu.stats.rollup;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The changes of one transaction to the rollups, summed up per cell. Not thread-safe. */
public final class Ledger {

  private final SortedMap<Cell, Tally> cells = new TreeMap<>();
  private final ZoneId zone;
  private final Instant minutesFrom;

  /** An empty ledger; days begin in the given zone. */
  public Ledger(ZoneId zone) {
    this(zone, Instant.MIN);
  }

  /**
   * An empty ledger.
   *
   * @param zone zone in which days begin
   * @param minutesFrom what is older is kept by the hour and the day alone, as its minutes would be
   *     deleted anyway
   */
  public Ledger(ZoneId zone, Instant minutesFrom) {
    this.zone = zone;
    this.minutesFrom = minutesFrom;
  }

  /** Replaces what a fact contributed by what it contributes now. */
  public void move(Optional<Contribution> before, Optional<Contribution> after) {
    if (before.equals(after)) {
      return;
    }
    before.ifPresent(contribution -> post(contribution, -1));
    after.ifPresent(contribution -> post(contribution, 1));
  }

  private void post(Contribution contribution, int sign) {
    for (Tier tier : Tier.COUNTED) {
      if (tier == Tier.MINUTE && contribution.at().isBefore(minutesFrom)) {
        continue;
      }
      var bucket = tier.floor(contribution.at(), zone);
      contribution
          .values()
          .forEach(
              (dimension, value) ->
                  cells
                      .computeIfAbsent(
                          new Cell(contribution.tenantId(), tier, dimension, value, bucket),
                          cell -> new Tally())
                      .add(contribution, sign));
    }
  }

  /** The changed cells in locking order, those left unchanged in the end left out. */
  public SortedMap<Cell, Tally> changes() {
    cells.values().removeIf(Tally::isZero);
    return cells;
  }
}
