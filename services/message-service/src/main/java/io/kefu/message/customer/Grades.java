package io.kefu.message.customer;

import java.time.Duration;

/**
 * The customer's grade (客户分级): A key account, B active, C ordinary, D dormant. Pure.
 *
 * <p>Points, at most 100: business 0–50 (payment 25, contract 15, order 10), the ERP's value 0–10
 * (very high 10, high 7, normal 4), intent 0–20 (a fifth of the score), a quote asked for 5, recent
 * activity 0–15 (within 7 days 15, 30 days 10, 90 days 5). Who was silent for longer than {@link
 * #DORMANT} is D; else from 60 points A, from 30 points B, below C.
 */
public final class Grades {

  /** Silence after which a customer is dormant, whatever was bought. */
  public static final Duration DORMANT = Duration.ofDays(180);

  private static final int A_FROM = 60;
  private static final int B_FROM = 30;
  private static final int PAYMENT = 25;
  private static final int CONTRACT = 15;
  private static final int ORDER = 10;
  private static final int QUOTE = 5;
  private static final int INTENT_DIVISOR = 5;

  /**
   * What is known of a customer.
   *
   * @param order an order is in the ERP
   * @param contract a contract is
   * @param payment a payment is
   * @param quoteRequest asked for a quote
   * @param erpValue very_high, high, normal, low or very_low; null when unknown
   * @param intentScore 0 to 100
   * @param silence since the customer's last message
   */
  public record Facts(
      boolean order,
      boolean contract,
      boolean payment,
      boolean quoteRequest,
      String erpValue,
      int intentScore,
      Duration silence) {}

  private Grades() {}

  /** A, B, C or D. */
  public static String of(Facts facts) {
    if (facts.silence().compareTo(DORMANT) > 0) {
      return "D";
    }
    int points = points(facts);
    if (points >= A_FROM) {
      return "A";
    }
    return points >= B_FROM ? "B" : "C";
  }

  /** The points of the formula above, 0 to 100. */
  public static int points(Facts facts) {
    int points = facts.payment() ? PAYMENT : 0;
    points += facts.contract() ? CONTRACT : 0;
    points += facts.order() ? ORDER : 0;
    points += facts.quoteRequest() ? QUOTE : 0;
    points += Math.clamp(facts.intentScore(), 0, 100) / INTENT_DIVISOR;
    return points + valuePoints(facts.erpValue()) + activityPoints(facts.silence());
  }

  private static int valuePoints(String value) {
    return switch (value == null ? "" : value) {
      case "very_high" -> 10;
      case "high" -> 7;
      case "normal" -> 4;
      default -> 0;
    };
  }

  private static int activityPoints(Duration silence) {
    if (silence.compareTo(Duration.ofDays(7)) <= 0) {
      return 15;
    }
    if (silence.compareTo(Duration.ofDays(30)) <= 0) {
      return 10;
    }
    return silence.compareTo(Duration.ofDays(90)) <= 0 ? 5 : 0;
  }
}
