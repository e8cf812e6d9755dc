package io.kefu.message.event;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the event outbox is published. */
@ConfigMapping(prefix = "kefu.message.event")
public interface EventConfig {

  /** Events published with one transaction; bounds what a crash tells twice. */
  @WithDefault("500")
  int batch();

  /** Looks for events at least that often, whoever wrote them: also a dead replica's. */
  @WithDefault("500ms")
  Duration poll();

  /** Kafka has to take an event within this time; else it stays and is tried again. */
  @WithDefault("10s")
  Duration delivery();

  /** Pause after Kafka or the database refused. */
  @WithDefault("1s")
  Duration retry();
}
