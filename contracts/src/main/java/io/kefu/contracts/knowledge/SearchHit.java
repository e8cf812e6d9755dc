package io.kefu.contracts.knowledge;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One knowledge entry that was found.
 *
 * @param entryId entry
 * @param documentId document it belongs to
 * @param knowledgeBaseId knowledge base it belongs to
 * @param version version of the document
 * @param kind curated answer or passage
 * @param title headings that lead to it
 * @param question the curated question (optional)
 * @param content answer or passage
 * @param approved whether it may be used verbatim
 * @param tags tags
 * @param confidence calibrated probability that it answers the question, 0 to 1
 * @param score fused score
 * @param keywordScore keyword stage (optional)
 * @param vectorScore vector stage, cosine (optional)
 * @param vetoes reasons that forbid "certain": codes, models, numbers or units of the question it
 *     lacks
 * @param before what stands before it in the same section of the same version, whole sentences
 *     (optional)
 * @param after what stands after it there (optional)
 */
public record SearchHit(
    String entryId,
    String documentId,
    String knowledgeBaseId,
    long version,
    EntryKind kind,
    String title,
    String question,
    String content,
    boolean approved,
    List<String> tags,
    double confidence,
    double score,
    Double keywordScore,
    Double vectorScore,
    List<String> vetoes,
    String before,
    String after) {

  /** A hit whose surroundings are not known, or that has none. */
  public SearchHit(
      String entryId,
      String documentId,
      String knowledgeBaseId,
      long version,
      EntryKind kind,
      String title,
      String question,
      String content,
      boolean approved,
      List<String> tags,
      double confidence,
      double score,
      Double keywordScore,
      Double vectorScore,
      List<String> vetoes) {
    this(
        entryId,
        documentId,
        knowledgeBaseId,
        version,
        kind,
        title,
        question,
        content,
        approved,
        tags,
        confidence,
        score,
        keywordScore,
        vectorScore,
        vetoes,
        null,
        null);
  }

  /** Checks that every required value is there. */
  public SearchHit {
    requireNonNull(entryId, "entry_id");
    requireNonNull(documentId, "document_id");
    requireNonNull(knowledgeBaseId, "knowledge_base_id");
    requireNonNull(kind, "kind");
    requireNonNull(title, "title");
    requireNonNull(content, "content");
    tags = List.copyOf(requireNonNull(tags, "tags"));
    vetoes = List.copyOf(requireNonNull(vetoes, "vetoes"));
  }
}
