package io.kefu.message.customer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the ERP is told of a customer: only what it was not told before. What was told is remembered
 * as digests, so that no second copy of a customer's data lies about. Pure.
 */
public final class ErpFields {

  private static final int DIGEST_BYTES = 8;

  private ErpFields() {}

  /**
   * The fields whose value is not the one that was told; an emptied one as null.
   *
   * @param told digests by field
   * @param now values by field; null for an empty one
   */
  public static Map<String, Object> untold(Map<String, String> told, Map<String, Object> now) {
    Map<String, Object> changed = new LinkedHashMap<>();
    now.forEach(
        (name, value) -> {
          String before = told.get(name);
          boolean same = value == null ? before == null : digest(value).equals(before);
          if (!same) {
            changed.put(name, value);
          }
        });
    return changed;
  }

  /** The digests after these fields were told, or came from the ERP itself. */
  public static Map<String, String> after(Map<String, String> told, Map<String, Object> fields) {
    Map<String, String> after = new LinkedHashMap<>(told);
    fields.forEach(
        (name, value) -> {
          if (value == null) {
            after.remove(name);
          } else {
            after.put(name, digest(value));
          }
        });
    return after;
  }

  private static String digest(Object value) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(value.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }
}
