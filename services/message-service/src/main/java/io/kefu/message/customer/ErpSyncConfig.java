package io.kefu.message.customer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How customers are told to the ERP. */
@ConfigMapping(prefix = "kefu.message.erp")
public interface ErpSyncConfig {

  /**
   * What is not urgent waits so long and goes together: a chatty customer is one event, not twenty.
   */
  @WithDefault("2m")
  Duration debounce();

  /** Looks for what is to be told that often. */
  @WithDefault("1s")
  Duration sweep();
}
