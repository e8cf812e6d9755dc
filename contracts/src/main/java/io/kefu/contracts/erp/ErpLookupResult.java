package io.kefu.contracts.erp;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What the ERP knows, or why nothing can be told.
 *
 * @param status found, or why not
 * @param records newest first; empty unless found
 */
public record ErpLookupResult(ErpLookupStatus status, List<ErpRecord> records) {

  /** Checks that every required value is there. */
  public ErpLookupResult {
    requireNonNull(status, "status");
    records = List.copyOf(requireNonNull(records, "records"));
  }
}
