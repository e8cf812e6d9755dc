package io.kefu.local.backends;

import java.util.OptionalLong;

/** One running back end. Implementations are safe for use by several threads. */
public interface Backend extends AutoCloseable {

  /** Name for people: Kafka, PostgreSQL, Redis. */
  String name();

  /** The port on 127.0.0.1; the same after {@link #restart}. */
  int port();

  /** Process id of its own process; empty when it lives in this JVM or is down. */
  OptionalLong pid();

  /** Whether it runs. */
  boolean isRunning();

  /**
   * kill -9: no order, no last words. Returns when the process is gone.
   *
   * @throws UnsupportedOperationException when it lives in this JVM
   */
  void kill();

  /**
   * Starts it again on the same data and port, stopping it first when it runs; returns when it is
   * ready.
   *
   * @throws BackendException when it does not come up
   */
  void restart();

  /** Stops it in good order; does nothing when it is down. */
  @Override
  void close();
}
