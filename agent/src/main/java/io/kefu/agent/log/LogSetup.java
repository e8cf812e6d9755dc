package io.kefu.agent.log;

import io.kefu.agent.store.OwnerOnly;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sends the log to standard error and to rotated files in the agent's home. */
public final class LogSetup {

  /** One file's size; five of them are kept, so logs never exceed 10 MB on a customer's PC. */
  private static final int FILE_BYTES = 2 * 1024 * 1024;

  private static final int FILES = 5;

  /** Kept strongly: JUL holds its loggers weakly and would forget the level. */
  private static final Logger ROOM = Logger.getLogger("io.kefu.agent");

  private LogSetup() {}

  /**
   * Configures logging for the whole program.
   *
   * @param folder where the files go; created if absent
   * @param debug whether DEBUG lines are written too
   * @return the files' folder cannot be written: the reason; the console still works; else null
   */
  public static String configure(Path folder, boolean debug) {
    LogManager.getLogManager().reset();
    Level level = debug ? Level.FINE : Level.INFO;
    ROOM.setLevel(level);
    add(new ConsoleHandler(), level);
    try {
      OwnerOnly.folder(folder.getParent());
      OwnerOnly.folder(folder);
      String pattern = folder.toString().replace("%", "%%") + "/agent.%g.log";
      FileHandler file = new FileHandler(pattern, FILE_BYTES, FILES, true);
      file.setEncoding("UTF-8");
      add(file, level);
      return null;
    } catch (IOException e) {
      return Log.reason(e);
    }
  }

  private static void add(Handler handler, Level level) {
    handler.setLevel(level);
    handler.setFormatter(new OneLine());
    ROOM.addHandler(handler);
  }

  private static final class OneLine extends Formatter {
    @Override
    public String format(LogRecord entry) {
      String level =
          entry.getLevel() == Level.SEVERE
              ? "ERROR"
              : entry.getLevel() == Level.WARNING
                  ? "WARN "
                  : entry.getLevel() == Level.INFO ? "INFO " : "DEBUG";
      Instant at = entry.getInstant().truncatedTo(ChronoUnit.MILLIS);
      String line = at + " " + level + " " + entry.getMessage() + System.lineSeparator();
      if (entry.getThrown() == null) {
        return line;
      }
      StringWriter stack = new StringWriter();
      entry.getThrown().printStackTrace(new PrintWriter(stack));
      return line + stack;
    }
  }
}
