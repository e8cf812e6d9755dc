package io.kefu.erp.privacy;

import io.kefu.chassis.sealing.KeyRing;
import io.kefu.erp.ErpConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Reads the keys; without them, or with a broken one, the service does not start. */
@Singleton
public class DataKeys {

  /** What seals with the configured keys. */
  @Produces
  @Singleton
  public SensitiveFields sensitiveFields(ErpConfig config) {
    try {
      return new SensitiveFields(KeyRing.parse("kefu.erp.data-keys", config.dataKeys()));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(e.getMessage());
    }
  }
}
