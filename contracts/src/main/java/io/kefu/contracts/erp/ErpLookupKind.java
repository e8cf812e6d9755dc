package io.kefu.contracts.erp;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a customer can ask the ERP about (domain.md §5, step 4). */
public enum ErpLookupKind {
  /** An order or contract. */
  @JsonProperty("order")
  ORDER,

  /** A delivery. */
  @JsonProperty("logistics")
  LOGISTICS,

  /** An invoice. */
  @JsonProperty("invoice")
  INVOICE,

  /** Stock of a product; no customer's own data. */
  @JsonProperty("stock")
  STOCK
}
