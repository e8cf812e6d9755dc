package io.kefu.local.command;

import io.kefu.local.fleet.FleetHome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Where the libraries in the launcher's own JVM, the embedded Kafka above all, write: {@code
 * launcher.log} among the fleet's logs, never between the lines for a person.
 */
final class LauncherLog {

  private static final int ROTATE_AT_BYTES = 10 * 1024 * 1024;
  private static final String FORMAT = "%1$tF %1$tT.%1$tL %4$-7s %3$s %5$s%6$s%n";

  /** Kept from the garbage collector, as a logger that is not held loses its level. */
  private static final Logger[] QUIET = {
    Logger.getLogger("kafka"),
    Logger.getLogger("org.apache.kafka"),
    Logger.getLogger("state.change.logger")
  };

  private LauncherLog() {}

  /** For a command that speaks to Kafka and keeps no log: its clients say nothing themselves. */
  static void silent() {
    for (Logger logger : QUIET) {
      logger.setLevel(Level.OFF);
    }
  }

  static void open(FleetHome home) {
    System.setProperty("java.util.logging.SimpleFormatter.format", FORMAT);
    LogManager.getLogManager().reset();
    for (Logger logger : QUIET) {
      logger.setLevel(Level.WARNING);
    }
    try {
      Files.createDirectories(home.logs());
      Handler file = new FileHandler(home.log("launcher").toString(), ROTATE_AT_BYTES, 1, true);
      file.setEncoding("UTF-8");
      file.setFormatter(new SimpleFormatter());
      Logger.getLogger("").addHandler(file);
    } catch (IOException e) {
      // Without a log file the fleet still runs.
    }
  }
}
