package io.kefu.erp.privacy;

import io.kefu.chassis.sealing.KeyRing;
import io.kefu.chassis.sealing.PhoneNumber;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Seals the sensitive ones among a customer's fields and opens them again. Sensitive is a field by
 * its name, and any text in which a phone or id number stands, such as a note. A value is sealed
 * for its tenant, customer and field: copied elsewhere it does not open. Thread-safe.
 */
public final class SensitiveFields {

  private static final Set<String> NAMES =
      Set.of("phone", "mobile", "id_number", "id_card", "email", "address");

  /** Six digits and more, be they parted by blanks or dashes: phones, id and bank card numbers. */
  private static final Pattern NUMBERS = Pattern.compile("\\p{Nd}(?:[\\s()+-]{0,3}\\p{Nd}){6,}");

  private final KeyRing keys;

  /** Seals with these keys. */
  public SensitiveFields(KeyRing keys) {
    this.keys = keys;
  }

  /** The fields for the database. */
  public Map<String, Object> seal(String tenantId, String customerId, Map<String, ?> fields) {
    Map<String, Object> sealed = new LinkedHashMap<>();
    fields.forEach((name, value) -> sealed.put(name, seal(tenantId, customerId, name, value)));
    return sealed;
  }

  /** The fields from the database. */
  public Map<String, Object> open(String tenantId, String customerId, Map<String, ?> fields) {
    Map<String, Object> open = new LinkedHashMap<>();
    fields.forEach(
        (name, value) ->
            open.put(
                name,
                each(
                    value,
                    text ->
                        KeyRing.isSealed(text)
                            ? keys.open(text, label(tenantId, customerId, name))
                            : text)));
    return open;
  }

  /** One value for the database; null stays null. */
  public Object seal(String tenantId, String customerId, String field, Object value) {
    boolean always = NAMES.contains(field);
    Object texts =
        value instanceof Number && (always || isNumber(value)) ? value.toString() : value;
    return each(
        texts,
        text ->
            // What a customer wrote to look sealed is sealed, or it could not be opened.
            always || KeyRing.isSealed(text) || NUMBERS.matcher(text).find()
                ? keys.seal(text, label(tenantId, customerId, field))
                : text);
  }

  /** One text from the database; null stays null. */
  public String openText(String tenantId, String customerId, String field, String text) {
    return KeyRing.isSealed(text) ? keys.open(text, label(tenantId, customerId, field)) : text;
  }

  /** By what customers with this phone are found; nothing without one. */
  public Optional<String> phonePrint(String tenantId, Object phone) {
    return normalPhone(phone).map(digits -> keys.fingerprint(digits, tenantId + "|phone"));
  }

  /** The same under every key, for searching. */
  public List<String> phonePrints(String tenantId, Object phone) {
    return normalPhone(phone)
        .map(digits -> keys.fingerprints(digits, tenantId + "|phone"))
        .orElseGet(List::of);
  }

  /** By what customers with this WeChat id are found; nothing without one. */
  public Optional<String> wechatPrint(String tenantId, Object wechatId) {
    return text(wechatId).map(id -> keys.fingerprint(id, tenantId + "|wechat_id"));
  }

  /** The same under every key, for searching. */
  public List<String> wechatPrints(String tenantId, Object wechatId) {
    return text(wechatId)
        .map(id -> keys.fingerprints(id, tenantId + "|wechat_id"))
        .orElseGet(List::of);
  }

  /** Tells whether two pairs of values are the same without showing them. */
  public String valuesPrint(String tenantId, String ours, String theirs) {
    return keys.fingerprint(ours + "\u0000" + theirs, tenantId + "|values");
  }

  /** The id of the key that seals now. */
  public String keyId() {
    return keys.currentKeyId();
  }

  /** Whether what is sealed with a key can be opened. */
  public boolean hasKey(String id) {
    return keys.has(id);
  }

  private static boolean isNumber(Object value) {
    return NUMBERS.matcher(value.toString()).find();
  }

  private static Optional<String> normalPhone(Object phone) {
    return text(phone).flatMap(PhoneNumber::normalised);
  }

  private static Optional<String> text(Object value) {
    return value == null || value.toString().isBlank()
        ? Optional.empty()
        : Optional.of(value.toString().strip());
  }

  private static Object each(Object value, UnaryOperator<String> change) {
    return switch (value) {
      case String text -> change.apply(text);
      case List<?> list -> list.stream().map(item -> each(item, change)).toList();
      case Map<?, ?> map -> {
        Map<String, Object> changed = new LinkedHashMap<>();
        map.forEach((name, item) -> changed.put(String.valueOf(name), each(item, change)));
        yield changed;
      }
      case null, default -> value;
    };
  }

  private static String label(String tenantId, String customerId, String field) {
    return tenantId + '|' + customerId + '|' + field;
  }
}
