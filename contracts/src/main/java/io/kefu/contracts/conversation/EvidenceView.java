package io.kefu.contracts.conversation;

import static java.util.Objects.requireNonNull;

/**
 * A knowledge entry behind an answer, for people.
 *
 * @param entryId entry
 * @param title headings or question
 * @param content text
 * @param confidence 0 to 1
 */
public record EvidenceView(String entryId, String title, String content, double confidence) {

  /** Checks that every required value is there. */
  public EvidenceView {
    requireNonNull(entryId, "entry_id");
    requireNonNull(title, "title");
    requireNonNull(content, "content");
  }
}
