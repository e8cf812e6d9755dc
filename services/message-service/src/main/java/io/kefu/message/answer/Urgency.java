package io.kefu.message.answer;

import java.util.regex.Pattern;

/**
 * How urgent a message is, from 1 (can wait) to 5 (somebody may be in danger), by its words and its
 * conversation alone: no model is asked. Pure.
 */
final class Urgency {

  /** Nothing says that it is. */
  static final int CALM = 1;

  /** Somebody lost patience. */
  static final int PRESSING = 3;

  /** It cannot wait. */
  static final int URGENT = 4;

  /** At once. */
  static final int HIGHEST = 5;

  /** E05, E-103: an alarm code. Its entry helps sooner than a person who looks it up. */
  private static final Pattern CODE = Pattern.compile("(?<![a-z0-9])[a-z]{1,2}-?\\d{2,4}(?!\\d)");

  private static final int EMPHATIC = 3;

  private Urgency() {}

  /**
   * Rates a message.
   *
   * @param folded its words, folded
   * @param danger whether they hold a word of danger
   * @param urgent whether they hold a word of haste
   * @param impatient whether the customer is angry, or has waited for too long already
   */
  static int of(String folded, boolean danger, boolean urgent, boolean impatient) {
    boolean pressing = impatient || folded.chars().filter(sign -> sign == '!').count() >= EMPHATIC;
    if (danger) {
      return CODE.matcher(folded).find() && !pressing ? URGENT : HIGHEST;
    }
    if (urgent) {
      return pressing ? HIGHEST : URGENT;
    }
    return pressing ? PRESSING : CALM;
  }
}
