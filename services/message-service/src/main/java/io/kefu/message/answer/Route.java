package io.kefu.message.answer;

import io.kefu.contracts.answer.Evidence;
import java.util.List;

/** What the answer policy wants next. */
public sealed interface Route {

  /**
   * Nothing more: it is decided.
   *
   * @param decision what
   */
  record Decided(Decision decision) implements Route {}

  /**
   * Search the knowledge base.
   *
   * @param query the question
   * @param forbidden whether only an approved text may answer
   */
  record Search(String query, boolean forbidden) implements Route {}

  /**
   * Let the answering service write.
   *
   * @param question the question
   * @param evidence what it may rest on
   * @param verbatimOnly whether no model may write
   * @param fallback the decision when that service does not answer
   */
  record Write(String question, List<Evidence> evidence, boolean verbatimOnly, Decision fallback)
      implements Route {}
}
