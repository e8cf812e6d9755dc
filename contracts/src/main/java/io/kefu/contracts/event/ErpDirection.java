package io.kefu.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which way a customer change travels. */
public enum ErpDirection {
  /** Changed here, to be pushed. */
  @JsonProperty("to_erp")
  TO_ERP,

  /** Changed in the ERP, to be taken over. */
  @JsonProperty("from_erp")
  FROM_ERP
}
