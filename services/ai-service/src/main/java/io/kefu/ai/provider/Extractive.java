package io.kefu.ai.provider;

import io.kefu.contracts.answer.Evidence;

/**
 * The provider that needs no model: the knowledge entry itself, whole and word for word. It cannot
 * be wrong about a price, because it writes nothing.
 */
public final class Extractive {

  /** Its name on the wire, in metrics and in accounting. */
  public static final String NAME = "extractive";

  private Extractive() {}

  /** The entry's text; never cut, for the caller splits what is too long for one message. */
  public static String text(Evidence entry) {
    return entry.content().strip();
  }
}
