package io.kefu.contracts.answer;

import static java.util.Objects.requireNonNull;

/**
 * A knowledge entry handed to the answering service.
 *
 * @param entryId knowledge entry
 * @param title document or question title
 * @param question the curated question, for an entry that has one (optional)
 * @param content answer or passage, as approved
 * @param confidence calibrated, 0 to 1
 * @param approved whether a person approved it for verbatim use
 * @param before what stands before it in the same section: for understanding it, never sent to a
 *     customer (optional)
 * @param after what stands after it there, likewise (optional)
 */
public record Evidence(
    String entryId,
    String title,
    String question,
    String content,
    double confidence,
    boolean approved,
    String before,
    String after) {

  /** An entry that stands by itself. */
  public Evidence(
      String entryId,
      String title,
      String question,
      String content,
      double confidence,
      boolean approved) {
    this(entryId, title, question, content, confidence, approved, null, null);
  }

  /** Checks that every required value is there. */
  public Evidence {
    requireNonNull(entryId, "entry_id");
    requireNonNull(title, "title");
    requireNonNull(content, "content");
  }
}
