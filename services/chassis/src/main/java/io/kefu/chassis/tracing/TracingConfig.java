package io.kefu.chassis.tracing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** What is recorded of traces, and where it goes. Ids of traces are made in any case. */
@ConfigMapping(prefix = "kefu.tracing")
public interface TracingConfig {

  /** How spans are sent. */
  enum Protocol {
    /** OTLP over gRPC, port 4317 by custom. */
    GRPC,
    /** OTLP as protobuf over HTTP, port 4318 by custom; {@code /v1/traces} is added. */
    HTTP
  }

  /** Whether spans are recorded and sent; without {@link #endpoint()} they are not either. */
  @WithDefault("false")
  boolean enabled();

  /** Share of the traces that begin here and are kept, 0 to 1; who calls us decides for his own. */
  @WithDefault("0.1")
  double ratio();

  /** The collector, {@code http://host:4317} or {@code https://…}. */
  Optional<URI> endpoint();

  /** How it is spoken to. */
  @WithDefault("grpc")
  Protocol protocol();

  /** How long one sending may take. */
  @WithDefault("PT10S")
  Duration timeout();
}
