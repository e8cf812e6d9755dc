package io.kefu.local.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Passes on one call at a time. */
final class SerialListener implements FleetListener {

  private final FleetListener listener;

  SerialListener(FleetListener listener) {
    this.listener = listener;
  }

  @Override
  public synchronized void starting(String part) {
    listener.starting(part);
  }

  @Override
  public synchronized void ready(String part, Duration took) {
    listener.ready(part, took);
  }

  @Override
  public synchronized void note(String text) {
    listener.note(text);
  }

  @Override
  public synchronized void died(String part, int exitCode, Path log, List<String> lastLines) {
    listener.died(part, exitCode, log, lastLines);
  }

  @Override
  public synchronized void stopping(String part) {
    listener.stopping(part);
  }
}
