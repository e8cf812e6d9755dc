package io.kefu.contracts.erp;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the connection to a tenant's ERP is. */
public enum ErpConnection {
  /** No connector is set up: changes wait in the queue. */
  @JsonProperty("not_configured")
  NOT_CONFIGURED,

  /** Set up, not yet used since the start. */
  @JsonProperty("idle")
  IDLE,

  /** The last call succeeded. */
  @JsonProperty("up")
  UP,

  /** The last call failed; it is tried again. */
  @JsonProperty("down")
  DOWN,

  /** The login asks for a captcha: a person must log in once. */
  @JsonProperty("captcha")
  CAPTCHA
}
