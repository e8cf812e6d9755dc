package io.kefu.rag.hittest;

import io.kefu.contracts.knowledge.EntryKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Why a question found what it found.
 *
 * @param question the question as it was compared
 * @param at moment at which entries had to be valid
 * @param degraded whether the vector stage was missing, or a reranker failed
 * @param thresholds where answering and asking back begin
 * @param embedMs time of the embedding
 * @param searchMs time of both stages and the ranking
 * @param hits best first
 * @param expected what became of the entry that was expected; absent when none was named
 */
public record HitTestView(
    Question question,
    Instant at,
    boolean degraded,
    Thresholds thresholds,
    double embedMs,
    double searchMs,
    List<Hit> hits,
    Expected expected) {

  /**
   * A question taken apart.
   *
   * @param normalized comparable form
   * @param terms what keyword search looks for
   * @param concepts words of one meaning
   * @param codes codes and models
   * @param quantities numbers with their unit
   * @param foreignSubjects things of other trades, which no entry names
   * @param unknown terms that no entry has
   */
  public record Question(
      String normalized,
      List<String> terms,
      List<String> concepts,
      List<String> codes,
      List<String> quantities,
      List<String> foreignSubjects,
      List<String> unknown) {}

  /**
   * Where answering and asking back begin (domain.md §5).
   *
   * @param answer at or above: answered
   * @param clarify at or above: asked back; below: handed over
   */
  public record Thresholds(double answer, double clarify) {}

  /**
   * A place among the candidates of one stage.
   *
   * @param score score of the stage
   * @param rank place, from 1; absent when the stage did not find it
   */
  public record Place(double score, Integer rank) {}

  /**
   * One entry.
   *
   * @param entryId entry
   * @param documentId document
   * @param knowledgeBaseId knowledge base
   * @param kind curated answer or passage
   * @param title headings
   * @param question its first question; absent without one
   * @param content answer or passage
   * @param keyword keyword stage
   * @param vector vector stage: nearest way to ask and answer, averaged
   * @param cosines cosines of question, summary and content
   * @param fused after fusion and vetoes
   * @param rerank score of the reranker, 0 to 1; absent when there is none or it did not see this
   * @param rank final place, by confidence and then by the reranker, if there is one
   * @param features what the confidence is computed from
   * @param contributions what each feature adds to the log-odds
   * @param vetoes reasons that forbid certainty
   * @param unmentioned exact parts that the entry leaves open
   * @param probability what the fit says, before any cap
   * @param confidence after the caps
   * @param decision answer, clarify or hand_over
   */
  public record Hit(
      String entryId,
      String documentId,
      String knowledgeBaseId,
      EntryKind kind,
      String title,
      String question,
      String content,
      Place keyword,
      Place vector,
      Map<String, Double> cosines,
      Place fused,
      Double rerank,
      int rank,
      Map<String, Double> features,
      Map<String, Double> contributions,
      List<String> vetoes,
      List<String> unmentioned,
      double probability,
      double confidence,
      String decision) {}

  /**
   * What became of an expected entry.
   *
   * @param entryId entry
   * @param rank final place; absent when it is not among the hits
   * @param reason hit, below_depth (found, but repeated or behind the others), filtered_out (by
   *     knowledge base, tag or validity), or not_found (by neither stage; or it does not exist)
   */
  public record Expected(String entryId, Integer rank, String reason) {}
}
