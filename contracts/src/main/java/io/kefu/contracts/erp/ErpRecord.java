package io.kefu.contracts.erp;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One record of the ERP, as a customer may be told it.
 *
 * @param number the record's number in the ERP
 * @param title what it is about
 * @param status its state in the ERP's words (optional)
 * @param fields further facts by label, in the order to be told
 * @param asOf when the ERP was asked
 */
public record ErpRecord(
    String number, String title, String status, Map<String, String> fields, Instant asOf) {

  /** Checks that every required value is there. */
  public ErpRecord {
    requireNonNull(number, "number");
    requireNonNull(title, "title");
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(requireNonNull(fields, "fields")));
    requireNonNull(asOf, "as_of");
  }
}
