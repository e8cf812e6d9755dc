package io.kefu.rag.search;

import io.kefu.rag.index.StoredEntry;
import io.kefu.rag.text.TextProfile;
import java.util.List;

/**
 * When somebody asks what something costs: a wrong price is the worst answer there is, so an entry
 * must speak of money, and of the very thing. Pure.
 */
final class Money {

  /** What nobody may infer from a general entry: the price of one power is not that of all. */
  static final String PRICE = "#价格";

  /** What something costs, or how much less. */
  private static final List<String> ASKED = List.of(PRICE, "#优惠");

  /** Names this rare say what is to be paid for. */
  private static final double RARE_NAME = 0.35;

  private Money() {}

  /** Whether money is asked about and the entry says nothing of it. */
  static boolean isUnsaid(TextProfile question, StoredEntry stored) {
    return isAsked(question)
        && ASKED.stream().noneMatch(stored.questionTerms()::contains)
        && !stored.exact().namesMoney();
  }

  /** Why an entry cannot be certain to give the price that is asked for. */
  static List<String> vetoes(TextProfile question, StoredEntry stored, boolean unsaid) {
    if (unsaid) {
      return List.of("price:absent");
    }
    if (!isAsked(question) || !stored.exact().namesMoney()) {
      return List.of();
    }
    return question.words().stream()
        .filter(word -> word.name() && word.rarity() >= RARE_NAME)
        .filter(word -> !word.isIn(stored.terms()::contains))
        .map(word -> "price:" + word.text())
        .toList();
  }

  private static boolean isAsked(TextProfile question) {
    return ASKED.stream().anyMatch(question.concepts()::contains);
  }
}
