package io.kefu.contracts.erp;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether the ERP could be asked, and knew. */
public enum ErpLookupStatus {
  /** There are records, all of this customer (or stock). */
  @JsonProperty("found")
  FOUND,

  /** This customer has no such record; another customer's record counts as none. */
  @JsonProperty("not_found")
  NOT_FOUND,

  /** The customer is not linked to one of the ERP, so nothing may be told. */
  @JsonProperty("not_linked")
  NOT_LINKED,

  /** The ERP is switched off, down or too slow. */
  @JsonProperty("unavailable")
  UNAVAILABLE
}
