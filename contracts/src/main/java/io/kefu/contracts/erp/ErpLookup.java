package io.kefu.contracts.erp;

import static java.util.Objects.requireNonNull;

/**
 * Asks the ERP for a record of one customer of ours.
 *
 * @param customerId our customer; the answer is never about another one's records
 * @param kind what is asked for
 * @param number number the customer named: order, contract, delivery or product; without one the
 *     newest records are meant (optional)
 */
public record ErpLookup(String customerId, ErpLookupKind kind, String number) {

  /** Checks that every required value is there. */
  public ErpLookup {
    requireNonNull(customerId, "customer_id");
    requireNonNull(kind, "kind");
  }
}
