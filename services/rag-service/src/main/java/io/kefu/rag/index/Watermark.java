package io.kefu.rag.index;

import java.util.Map;

/**
 * How far an index has followed its tenant's knowledge. Kept in the index's own commit, so that
 * content and watermark are never apart.
 *
 * @param epoch identity of the database the knowledge came from
 * @param revision last change of the tenant that is in the index; 0 for none
 */
public record Watermark(String epoch, long revision) {

  /** An index that holds nothing yet. */
  public static final Watermark NOTHING = new Watermark("", 0);

  private static final String EPOCH = "epoch";
  private static final String REVISION = "revision";
  private static final String LAYOUT = "layout";

  Map<String, String> toCommitData(String layout) {
    return Map.of(EPOCH, epoch, REVISION, Long.toString(revision), LAYOUT, layout);
  }

  /** The watermark of a commit; nothing if the commit was laid out differently. */
  static Watermark of(Map<String, String> commitData, String layout) {
    if (!layout.equals(commitData.get(LAYOUT))) {
      return NOTHING;
    }
    return new Watermark(commitData.get(EPOCH), Long.parseLong(commitData.get(REVISION)));
  }
}
