package io.kefu.rag.text;

import java.util.Set;

/**
 * The exact parts of an entry, by where they stand. What an entry is about stands in its first
 * question; the other ways to ask may take one case for an example ("240kW 多久能发货" of an entry on
 * delivery times).
 *
 * @param first of its first question; of all its text for a passage
 * @param asked of all its questions; of all its text for a passage
 * @param content of its answer
 * @param all of all its text
 */
public record EntryParts(
    ExactTokens first, ExactTokens asked, ExactTokens content, ExactTokens all) {

  private static final Set<String> MONEY = Set.of("元", "块", "万", "人民币");

  /** Whether the answer names an amount of money: only then can it be a wrong price. */
  public boolean namesMoney() {
    return content.quantities().stream().anyMatch(one -> MONEY.contains(one.unit()));
  }

  /** Whether neither its first question nor its answer names another code of the kind. */
  boolean isOpenTo(String code) {
    return first.isOpenTo(code) && content.isOpenTo(code);
  }

  /** Whether neither its first question nor its answer names another value of the kind. */
  boolean isOpenTo(ExactTokens.Quantity wanted) {
    return first.isOpenTo(wanted) && content.isOpenTo(wanted);
  }
}
