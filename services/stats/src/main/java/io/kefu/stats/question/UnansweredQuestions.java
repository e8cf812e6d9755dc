package io.kefu.stats.question;

import java.time.LocalDate;
import java.util.List;

/**
 * What customers asked and the knowledge base had no answer to, the most frequent first.
 *
 * @param from first day
 * @param to last day, included
 * @param asked how often altogether
 * @param clusters questions that ask the same
 * @param more whether there are more clusters than were asked for
 */
public record UnansweredQuestions(
    LocalDate from, LocalDate to, long asked, List<Cluster> clusters, boolean more) {

  /** Copies the clusters. */
  public UnansweredQuestions {
    clusters = List.copyOf(clusters);
  }

  /**
   * Questions that ask the same.
   *
   * @param question its most frequent wording; numbers and addresses masked
   * @param times how often it was asked, in all wordings
   * @param wordings how many wordings there are
   * @param variants some of the other wordings
   */
  public record Cluster(String question, long times, int wordings, List<String> variants) {

    /** Copies the variants. */
    public Cluster {
      variants = List.copyOf(variants);
    }
  }
}
