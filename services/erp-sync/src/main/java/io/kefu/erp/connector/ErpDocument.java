package io.kefu.erp.connector;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An order, a delivery, an invoice or a product in stock, as a customer may be told it.
 *
 * @param id the ERP's own id, by which other documents refer to it; may be empty
 * @param number its number
 * @param title what it is about
 * @param status its state in words
 * @param fields further facts by label, in the order to be told; empty ones are left out
 */
public record ErpDocument(
    String id, String number, String title, Optional<String> status, Map<String, String> fields) {

  /** Keeps the map from changing. */
  public ErpDocument {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}
