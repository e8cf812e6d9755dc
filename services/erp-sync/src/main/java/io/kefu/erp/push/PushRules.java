package io.kefu.erp.push;

import io.kefu.erp.customer.CustomerProfile;
import java.util.Optional;
import java.util.Set;

/** Which customers the ERP is to know (domain.md §8): the first rule that fits decides. Pure. */
public final class PushRules {

  /**
   * What is to be done and why.
   *
   * @param push whether to push
   * @param rule stable code of the rule
   * @param score quality score, 0 to 100
   */
  public record Verdict(boolean push, String rule, int score) {}

  private static final int HIGH_QUALITY = 80;
  private static final int MIN_DAYS = 7;
  private static final int MIN_MESSAGES_OF_REGULAR = 50;
  private static final int MIN_MESSAGES = 5;
  private static final int MIN_INTENT = 30;
  private static final int MIN_COMPANY_CHARACTERS = 4;
  private static final int PHONE_VERIFIED = 30;
  private static final int PHONE = 15;
  private static final int COMPANY_VERIFIED = 30;
  private static final int COMPANY = 20;
  private static final int LICENCE_VERIFIED = 20;
  private static final int LICENCE = 10;
  private static final Set<String> NO_COMPANY_ENDINGS = Set.of("先生", "女士", "老板", "小姐");
  private static final Set<String> MANDATORY_CAUSES = Set.of("order", "contract", "payment");

  private PushRules() {}

  /**
   * Judges a customer.
   *
   * @param causes what happened since the last push
   */
  public static Verdict judge(CustomerProfile customer, Set<String> causes) {
    int score = score(customer);
    if (customer.flag("has_order") || causes.contains("order")) {
      return new Verdict(true, "mandatory_order", score);
    }
    if (customer.flag("has_contract") || causes.contains("contract")) {
      return new Verdict(true, "mandatory_contract", score);
    }
    if (customer.flag("has_payment") || causes.contains("payment")) {
      return new Verdict(true, "mandatory_payment", score);
    }
    if (customer.flag("marked_as_important")) {
      return new Verdict(true, "mandatory_important", score);
    }
    if (customer.flag("marked_as_invalid")) {
      // Stands before quality: what a person called invalid is not good data.
      return new Verdict(false, "skip_invalid", score);
    }
    if (score >= HIGH_QUALITY) {
      return new Verdict(true, "high_quality", score);
    }
    return medium(customer).orElseGet(() -> rest(customer, score));
  }

  /** Whether a cause is worth an immediate push, before the next round. */
  public static boolean immediate(String cause) {
    return MANDATORY_CAUSES.contains(cause)
        || cause.equals("phone_verified")
        || cause.equals("licence_uploaded")
        || cause.equals("quote_requested");
  }

  private static Optional<Verdict> medium(CustomerProfile customer) {
    int score = score(customer);
    boolean phone = customer.text("phone").isPresent();
    boolean licence =
        customer.text("business_license").filter(state -> !state.equals("none")).isPresent();
    if (phone && customer.flag("has_quote_request")) {
      return Optional.of(new Verdict(true, "medium_phone_and_quote", score));
    }
    if (customer.text("company_name").isPresent() && licence) {
      return Optional.of(new Verdict(true, "medium_company_and_licence", score));
    }
    if (customer.number("conversation_days") >= MIN_DAYS
        && customer.number("message_count") >= MIN_MESSAGES_OF_REGULAR) {
      return Optional.of(new Verdict(true, "medium_regular", score));
    }
    return Optional.empty();
  }

  private static Verdict rest(CustomerProfile customer, int score) {
    boolean nameless =
        customer.text("phone").isEmpty()
            && customer.text("company_name").isEmpty()
            && customer.text("real_name").isEmpty();
    if (nameless) {
      return new Verdict(false, "skip_nameless", score);
    }
    if (customer.number("intent_score") < MIN_INTENT) {
      return new Verdict(false, "skip_low_intent", score);
    }
    if (customer.number("message_count") < MIN_MESSAGES) {
      return new Verdict(false, "skip_few_messages", score);
    }
    return new Verdict(false, "skip_not_yet", score);
  }

  /** How good our data about a customer are, 0 to 100. */
  public static int score(CustomerProfile customer) {
    int score = 0;
    if (customer.text("phone").isPresent()) {
      score += customer.flag("phone_verified") ? PHONE_VERIFIED : PHONE;
    }
    Optional<String> company = customer.text("company_name");
    if (company.isPresent()) {
      if (customer.flag("company_name_verified")) {
        score += COMPANY_VERIFIED;
      } else if (looksLikeCompany(company.get())) {
        score += COMPANY;
      }
    }
    score +=
        switch (customer.text("business_license").orElse("none")) {
          case "verified" -> LICENCE_VERIFIED;
          case "uploaded" -> LICENCE;
          default -> 0;
        };
    return score + intentPoints(customer.number("intent_score"));
  }

  private static int intentPoints(double intent) {
    if (intent >= 80) {
      return 20;
    }
    if (intent >= 60) {
      return 15;
    }
    return intent >= 40 ? 10 : 0;
  }

  private static boolean looksLikeCompany(String name) {
    return name.codePointCount(0, name.length()) >= MIN_COMPANY_CHARACTERS
        && NO_COMPANY_ENDINGS.stream().noneMatch(name::endsWith);
  }
}
