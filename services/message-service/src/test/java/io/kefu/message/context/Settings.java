package io.kefu.message.context;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The context's settings as they are without any configuration, but for some. */
final class Settings {

  private Settings() {}

  static ContextConfig with(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(ContextConfig.class)
        .withDefaultValues(values)
        .build()
        .getConfigMapping(ContextConfig.class);
  }

  static ContextConfig defaults() {
    return with(Map.of());
  }
}
