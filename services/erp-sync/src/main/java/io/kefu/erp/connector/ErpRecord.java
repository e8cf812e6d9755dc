package io.kefu.erp.connector;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * A customer as the ERP has it.
 *
 * @param erpId the ERP's own id
 * @param fields value by our field name; an empty value and no value are the same
 */
public record ErpRecord(String erpId, Map<String, String> fields) {

  /** Longest id that is believed to be one. */
  private static final int MAX_ID = 200;

  /** Drops empty values and U+0000, which PostgreSQL cannot hold, and orders the rest. */
  public ErpRecord {
    erpId = erpId == null ? "" : storable(erpId);
    Map<String, String> kept = new TreeMap<>();
    fields.forEach(
        (name, value) -> {
          String plain = value == null ? "" : storable(value);
          if (!plain.isEmpty()) {
            kept.put(name, plain);
          }
        });
    fields = Collections.unmodifiableMap(kept);
  }

  private static String storable(String value) {
    return value.replace("\0", "").strip();
  }

  /** Whether the row can be told from others: one without an id, or with a text as id, cannot. */
  public boolean identified() {
    return !erpId.isEmpty() && erpId.length() <= MAX_ID;
  }

  /** Changes when any field changes: stands in for the "changed since" that ERPs do not have. */
  public String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      fields.forEach(
          (name, value) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(value.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
          });
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
