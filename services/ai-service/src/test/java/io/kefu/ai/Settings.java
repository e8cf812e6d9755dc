package io.kefu.ai;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Configuration as the service would read it, without booting anything. */
public final class Settings {

  private Settings() {}

  /** A mapping with its defaults, and these values in their place. */
  public static <T> T of(Class<T> mapping, Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(mapping)
        .withDefaultValues(values)
        .build()
        .getConfigMapping(mapping);
  }
}
