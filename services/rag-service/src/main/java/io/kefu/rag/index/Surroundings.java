package io.kefu.rag.index;

/**
 * What stands around a passage in its section, in whole sentences.
 *
 * @param before text before it; empty at the beginning of a section
 * @param after text after it; empty at the end of a section
 */
public record Surroundings(String before, String after) {

  /** Nothing. */
  public static final Surroundings NONE = new Surroundings("", "");
}
