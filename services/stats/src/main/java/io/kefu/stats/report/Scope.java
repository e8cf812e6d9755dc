package io.kefu.stats.report;

import io.kefu.stats.rollup.Dimension;

/**
 * Of which part of a tenant a report is.
 *
 * @param dimension by what it is cut out
 * @param value which part; empty for everything
 */
public record Scope(Dimension dimension, String value) {

  /** The whole tenant. */
  public static final Scope EVERYTHING = new Scope(Dimension.ALL, "");
}
