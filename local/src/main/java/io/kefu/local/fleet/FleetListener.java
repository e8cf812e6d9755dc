package io.kefu.local.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Hears what happens to a fleet. Called from several threads, one call at a time. */
public interface FleetListener {

  /** A part begins to start. */
  default void starting(String part) {}

  /** A part is healthy. */
  default void ready(String part, Duration took) {}

  /** Something a person should know. */
  default void note(String text) {}

  /** A process ended that nobody had asked to end. */
  default void died(String part, int exitCode, Path log, List<String> lastLines) {}

  /** A part is being stopped. */
  default void stopping(String part) {}

  /** Hears nothing. */
  FleetListener SILENT = new FleetListener() {};
}
