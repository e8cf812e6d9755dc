package io.kefu.message.customer;

import io.kefu.chassis.sealing.KeyRing;
import io.kefu.chassis.sealing.PhoneNumber;
import io.kefu.message.persistence.DataKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Phone numbers of customers: sealed in their row, found by a keyed fingerprint, shown masked. */
@ApplicationScoped
public class Phones {

  private static final String LABEL = "customers|phone";
  private static final int SHOWN_HEAD = 3;
  private static final int SHOWN_TAIL = 4;

  /**
   * A number as it is stored.
   *
   * @param sealed ciphertext with its key's id
   * @param fingerprint keyed digest
   */
  public record Stored(String sealed, String fingerprint) {}

  private final DataKeys keys;

  /** Uses the service's keys. */
  public Phones(DataKeys keys) {
    this.keys = keys;
  }

  /**
   * Seals a number for a customer's row.
   *
   * @param number in its normal form
   */
  public Stored seal(String tenantId, UUID customerId, String number) {
    KeyRing ring = keys.required();
    return new Stored(
        ring.seal(number, label(tenantId, customerId)),
        ring.fingerprint(number, tenantId + '|' + LABEL));
  }

  /** The fingerprints a number may have been stored under; empty without keys. */
  public List<String> fingerprints(String tenantId, String number) {
    return keys.ring()
        .map(ring -> ring.fingerprints(number, tenantId + '|' + LABEL))
        .orElse(List.of());
  }

  /** Opens what a row holds; null stays null. */
  public String open(String tenantId, UUID customerId, String sealed) {
    return sealed == null ? null : keys.required().open(sealed, label(tenantId, customerId));
  }

  /** The id of the key that seals now; empty without keys. */
  Optional<String> currentKey() {
    return keys.ring().map(KeyRing::currentKeyId);
  }

  /** A number without its middle, as lists and profiles show it; null stays null. */
  public static String masked(String number) {
    if (number == null) {
      return null;
    }
    int tail = Math.min(SHOWN_TAIL, number.length() * 2 / 5);
    int head = Math.min(SHOWN_HEAD, number.length() / 3);
    return number.substring(0, head)
        + "*".repeat(number.length() - head - tail)
        + number.substring(number.length() - tail);
  }

  /** The digits of what a person wrote; empty when it is no number. */
  public static Optional<String> normalised(String written) {
    return PhoneNumber.normalised(written);
  }

  private static String label(String tenantId, UUID customerId) {
    return tenantId + '|' + LABEL + '|' + customerId;
  }
}
