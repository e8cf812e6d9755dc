package io.kefu.gateway.limit;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** What every request must keep to. */
@ConfigMapping(prefix = "kefu.door")
public interface DoorConfig {

  /** Largest body where no file is taken: a chat message has kilobytes. */
  @WithDefault("1M")
  MemorySize maxBody();

  /** Beginnings of the paths that take files; {@code quarkus.http.limits.max-body-size} holds. */
  @WithDefault("/api/v1/files,/api/v1/knowledge")
  List<String> filePaths();

  /**
   * How long a browser insists on TLS once it has spoken it ({@code Strict-Transport-Security}).
   */
  @WithDefault("365d")
  Duration strictTransport();
}
