package io.kefu.message.customer;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Why the ERP is told of a customer; the codes are those that erp-sync understands. */
public enum SyncCause {
  /** An order was placed. */
  ORDER("order", true),
  /** A contract was signed. */
  CONTRACT("contract", true),
  /** A payment came in. */
  PAYMENT("payment", true),
  /** A person checked the phone number. */
  PHONE_VERIFIED("phone_verified", true),
  /** A business licence was handed in. */
  LICENCE_UPLOADED("licence_uploaded", true),
  /** The customer asked for a quote. */
  QUOTE_REQUESTED("quote_requested", true),
  /** Put on file: a K-code was issued. */
  PROMOTED("promoted", true),
  /** A duplicate went into the customer, or the customer into another. */
  MERGED("merged", true),
  /** A person or a rule asked for it. */
  REQUESTED("requested", true),
  /**
   * Somebody whom the ERP told of is this customer of ours; until it hears so, it answers nothing.
   */
  LINKED("linked", true),
  /** Wrote for the first time. */
  CREATED("created", false),
  /** Anything else. */
  UPDATED("updated", false);

  private final String code;
  private final boolean urgent;

  SyncCause(String code, boolean urgent) {
    this.code = code;
    this.urgent = urgent;
  }

  /** Name on the wire and in the database. */
  public String code() {
    return code;
  }

  /** Whether it is told at once, past the debounce. */
  public boolean urgent() {
    return urgent;
  }

  /** The weightiest of several; empty for none. */
  public static Optional<SyncCause> weightiest(Collection<String> codes) {
    return java.util.Arrays.stream(values())
        .filter(cause -> codes.contains(cause.code))
        .min(Comparator.comparingInt(SyncCause::ordinal));
  }
}
