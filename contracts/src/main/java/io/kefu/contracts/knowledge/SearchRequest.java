package io.kefu.contracts.knowledge;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Asks the retrieval service for knowledge.
 *
 * @param query question in the customer words, 1 to 2,000 characters
 * @param knowledgeBaseIds restrict to these; all of the tenant when absent (optional)
 * @param tags restrict to entries with one of these (optional)
 * @param limit hits wanted, 1 to 50
 * @param explain whether to return the scores of each stage
 */
public record SearchRequest(
    String query, List<String> knowledgeBaseIds, List<String> tags, int limit, boolean explain) {

  /** Checks that every required value is there. */
  public SearchRequest {
    requireNonNull(query, "query");
    knowledgeBaseIds = knowledgeBaseIds == null ? null : List.copyOf(knowledgeBaseIds);
    tags = tags == null ? null : List.copyOf(tags);
  }
}
