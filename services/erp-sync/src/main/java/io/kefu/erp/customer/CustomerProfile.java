package io.kefu.erp.customer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Our side of a customer, read from the fields its events told (see package outbox). Pure. */
public record CustomerProfile(Map<String, Object> fields) {

  private static final int[] VALUE_BANDS = {90, 75, 60, 45};
  private static final String[] VALUES = {"very_high", "high", "normal", "low", "very_low"};

  /** A text that is there and not blank. */
  public Optional<String> text(String name) {
    Object value = fields.get(name);
    return value == null || value.toString().isBlank()
        ? Optional.empty()
        : Optional.of(value.toString().strip());
  }

  /** A flag; absent means no. */
  public boolean flag(String name) {
    Object value = fields.get(name);
    return Boolean.TRUE.equals(value) || "true".equals(value);
  }

  /** A number; absent or unreadable means 0. */
  public double number(String name) {
    Object value = fields.get(name);
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    try {
      return value == null ? 0 : Double.parseDouble(value.toString());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Whether a person checked one of the fields that are told to the ERP. */
  public boolean verified(String syncField) {
    return switch (syncField) {
      case "phone" -> flag("phone_verified");
      case "name" ->
          text("company_name").isPresent()
              ? flag("company_name_verified")
              : flag("real_name_verified");
      default -> false;
    };
  }

  /** What the ERP is told: names as in a connector's field list; absent is left out. */
  public Map<String, String> forErp() {
    Map<String, String> told = new LinkedHashMap<>();
    Optional<String> company = text("company_name");
    Optional<String> person = text("real_name");
    company
        .or(() -> person)
        .or(() -> text("wechat_nickname"))
        .ifPresent(name -> told.put("name", name));
    for (String name :
        new String[] {
          "phone", "wechat_id", "email", "address", "source", "notes", "summary", "bucket", "region"
        }) {
      text(name).ifPresent(value -> told.put(name, value));
    }
    if (fields.get("intent_score") != null) {
      told.put("value", value(number("intent_score")));
    }
    return told;
  }

  /** The fields with values that the ERP won, under the names they have on our side. */
  public Map<String, Object> taking(Map<String, String> fromErp) {
    Map<String, Object> taken = new LinkedHashMap<>();
    fromErp.forEach(
        (name, value) ->
            taken.put(
                !name.equals("name")
                    ? name
                    : text("company_name").isPresent() || text("real_name").isEmpty()
                        ? "company_name"
                        : "real_name",
                value));
    return taken;
  }

  /** What only a new customer in the ERP is told: whether a company, and whom to speak to. */
  public Map<String, String> forCreate() {
    Map<String, String> told = forErp();
    told.put("kind", text("company_name").isPresent() ? "company" : "person");
    text("real_name")
        .or(() -> text("wechat_nickname"))
        .ifPresent(name -> told.put("person_name", name));
    return told;
  }

  private static String value(double intentScore) {
    for (int i = 0; i < VALUE_BANDS.length; i++) {
      if (intentScore >= VALUE_BANDS[i]) {
        return VALUES[i];
      }
    }
    return VALUES[VALUE_BANDS.length];
  }
}
