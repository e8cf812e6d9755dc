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
 */
public record Evidence(
    String entryId,
    String title,
    String question,
    String content,
    double confidence,
    boolean approved) {

  /** Checks that every required value is there. */
  public Evidence {
    requireNonNull(entryId, "entry_id");
    requireNonNull(title, "title");
    requireNonNull(content, "content");
  }
}
