package io.kefu.chassis.persistence;

import io.vertx.pgclient.PgException;

/** Tells what a failed statement means. */
public final class DatabaseFault {

  private DatabaseFault() {}

  /**
   * Whether the data itself is refused (SQLSTATE class 22 or 23, or too large for an index): it
   * will be refused again, however often it is tried.
   */
  public static boolean isData(Throwable failure) {
    return failure instanceof PgException refused
        && refused.getSqlState() != null
        && (refused.getSqlState().startsWith("22")
            || refused.getSqlState().startsWith("23")
            || refused.getSqlState().startsWith("54"));
  }

  /** Whether two transactions stood in each other's way: trying again helps at once. */
  public static boolean isConflict(Throwable failure) {
    return failure instanceof PgException refused
        && ("40P01".equals(refused.getSqlState()) || "40001".equals(refused.getSqlState()));
  }
}
