package io.kefu.rag.knowledge;

import io.kefu.contracts.knowledge.EntryKind;
import java.util.List;

/**
 * One thing that can be found: a curated question with its answer, or a passage.
 *
 * @param entryId id within the document; stays the same while its first question (or its text, for
 *     a passage) does
 * @param kind curated answer or passage
 * @param title headings that lead to it, or the document's name
 * @param questions ways to ask for it, the curated one first; for a passage its own heading, if any
 * @param content answer or passage, word for word
 * @param approved whether a person approved it for verbatim use on forbidden topics
 * @param tags tags
 * @param validity when it may be found
 */
public record KnowledgeEntry(
    String entryId,
    EntryKind kind,
    String title,
    List<String> questions,
    String content,
    boolean approved,
    List<String> tags,
    Validity validity) {

  /** Copies the lists. */
  public KnowledgeEntry {
    questions = List.copyOf(questions);
    tags = List.copyOf(tags);
  }

  /** An entry that is always valid. */
  public KnowledgeEntry(
      String entryId,
      EntryKind kind,
      String title,
      List<String> questions,
      String content,
      boolean approved,
      List<String> tags) {
    this(entryId, kind, title, questions, content, approved, tags, Validity.ALWAYS);
  }

  /** Everything a customer could use words of. */
  public String fullText() {
    return String.join(" ", questions) + " " + title + " " + String.join(" ", tags) + " " + content;
  }

  /** The text whose vector stands for the entry as a whole. */
  public String summaryText() {
    return (questions.isEmpty() ? title : questions.getFirst()) + content;
  }
}
