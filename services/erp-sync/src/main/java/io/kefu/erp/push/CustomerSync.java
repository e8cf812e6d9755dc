package io.kefu.erp.push;

import io.kefu.erp.conflict.ThreeWay;
import io.kefu.erp.connector.ErpConnector;
import io.kefu.erp.connector.ErpException;
import io.kefu.erp.connector.ErpException.Kind;
import io.kefu.erp.connector.ErpRecord;
import io.kefu.erp.customer.CustomerProfile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Brings one customer and its ERP record together. The protocol (design.md §3 for the ERP):
 *
 * <ol>
 *   <li>Read the ERP's record: by its id, or by the customer number that is ours and never changes.
 *       So a create whose answer was lost is found, not repeated.
 *   <li>Decide each field three-way against the last agreed state.
 *   <li>Before each write, renew the lease: who lost it, or finds the kill switch thrown, stops.
 *   <li>Read back what was written: an ERP may say yes and not store it.
 * </ol>
 *
 * Blocks; writes nothing of ours. What it answers is stored by {@link SyncStore} in one
 * transaction.
 */
public final class CustomerSync {

  private static final int MAX_NUMBER_CHARACTERS = 50;
  private static final String NUMBER_PREFIX = "WX";
  private static final int HASH_BYTES = 16;

  /** How it ended. */
  public sealed interface Result {
    /** Both sides agree, but for fields that wait for a person. */
    record Synced(String erpId, ThreeWay.Outcome outcome, PushRules.Verdict verdict)
        implements Result {}

    /** The rules keep the customer out of the ERP for now. */
    record Skipped(PushRules.Verdict verdict) implements Result {}

    /** The lease was lost or the kill switch thrown: somebody else's turn, or later. */
    record Interrupted() implements Result {}

    /** A call failed. */
    record Failed(ErpException cause) implements Result {}
  }

  private CustomerSync() {}

  /**
   * Synchronises a claimed customer.
   *
   * @param mayWrite renews the lease; false when nothing may be written any more
   */
  public static Result sync(Claim claim, ErpConnector erp, BooleanSupplier mayWrite) {
    CustomerProfile customer = new CustomerProfile(claim.fields());
    PushRules.Verdict verdict = PushRules.judge(customer, claim.causes());
    if (claim.erpId().isEmpty() && !verdict.push()) {
      return new Result.Skipped(verdict);
    }
    try {
      return sync(claim, customer, verdict, erp, mayWrite);
    } catch (ErpException e) {
      return new Result.Failed(e);
    }
  }

  private static Result sync(
      Claim claim,
      CustomerProfile customer,
      PushRules.Verdict verdict,
      ErpConnector erp,
      BooleanSupplier mayWrite) {
    String number = numberOf(claim.customerId());
    Map<String, String> ours = erp.asShown(customer.forErp());
    Optional<ErpRecord> found =
        claim.erpId().isPresent() ? erp.get(claim.erpId().get()) : erp.findByNumber(number);
    if (found.isEmpty() && claim.erpId().isPresent()) {
      throw new ErpException(Kind.REFUSED, "the ERP no longer has customer " + claim.erpId().get());
    }
    ErpRecord record;
    if (found.isPresent()) {
      record = found.get();
    } else {
      if (!ours.containsKey("name")) {
        throw new ErpException(Kind.REFUSED, "the ERP takes no customer without a name");
      }
      if (!mayWrite.getAsBoolean()) {
        return new Result.Interrupted();
      }
      erp.create(number, customer.forCreate());
      record =
          erp.findByNumber(number)
              .orElseThrow(
                  () ->
                      new ErpException(
                          Kind.NOT_PERSISTED, "the created customer cannot be read back"));
    }
    ThreeWay.Outcome outcome =
        ThreeWay.decide(customer, ours, record.fields(), claim.agreed(), claim.decided());
    if (!outcome.toErp().isEmpty()) {
      if (!mayWrite.getAsBoolean()) {
        return new Result.Interrupted();
      }
      erp.update(record, outcome.toErp());
      readBack(erp, record.erpId(), outcome.toErp());
    }
    return new Result.Synced(record.erpId(), outcome, verdict);
  }

  private static void readBack(ErpConnector erp, String erpId, Map<String, String> written) {
    Map<String, String> there = erp.get(erpId).map(ErpRecord::fields).orElse(Map.of());
    written.forEach(
        (field, value) -> {
          if (!value.equals(there.get(field))) {
            throw new ErpException(
                Kind.NOT_PERSISTED, "field " + field + " reads back as another value");
          }
        });
  }

  /** The customer number that we give: made from our id alone, so it is the same at every try. */
  public static String numberOf(String customerId) {
    String plain = NUMBER_PREFIX + customerId;
    if (plain.length() <= MAX_NUMBER_CHARACTERS) {
      return plain;
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(customerId.getBytes(StandardCharsets.UTF_8));
      return NUMBER_PREFIX + "-" + HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
