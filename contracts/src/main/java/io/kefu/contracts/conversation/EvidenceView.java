package io.kefu.contracts.conversation;

import static java.util.Objects.requireNonNull;

/**
 * A knowledge entry behind an answer, for people.
 *
 * @param entryId entry
 * @param title headings or question
 * @param content text
 * @param confidence 0 to 1
 * @param before what stands before it in the same section; in drafts only (optional)
 * @param after what stands after it there; in drafts only (optional)
 */
public record EvidenceView(
    String entryId, String title, String content, double confidence, String before, String after) {

  /** An entry without what stands around it. */
  public EvidenceView(String entryId, String title, String content, double confidence) {
    this(entryId, title, content, confidence, null, null);
  }

  /** Checks that every required value is there. */
  public EvidenceView {
    requireNonNull(entryId, "entry_id");
    requireNonNull(title, "title");
    requireNonNull(content, "content");
  }
}
