package io.kefu.agent.log;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One line an event: a short dotted name, then key=value pairs. Never given message texts or
 * secrets, except through {@link #debug}, where texts are masked by {@link #mask}. Stack traces
 * appear at DEBUG only. Thread-safe.
 */
public final class Log {

  private final Logger logger;

  private Log(Logger logger) {
    this.logger = logger;
  }

  /** The log of a class, named by its package's room. */
  public static Log of(Class<?> owner) {
    return new Log(Logger.getLogger(owner.getName()));
  }

  /** Something that is normal and worth a line. */
  public void info(String event, Object... pairs) {
    write(Level.INFO, event, pairs);
  }

  /** Something a person should look at; the pairs say what to do. */
  public void warn(String event, Object... pairs) {
    write(Level.WARNING, event, pairs);
  }

  /** Something that stops a part of the work until a person acts. */
  public void error(String event, Object... pairs) {
    write(Level.SEVERE, event, pairs);
  }

  /** Details for whoever looks for a fault. */
  public void debug(String event, Object... pairs) {
    write(Level.FINE, event, pairs);
  }

  /** The stack trace behind an event, at DEBUG. */
  public void trace(String event, Throwable cause) {
    if (logger.isLoggable(Level.FINE)) {
      logger.log(Level.FINE, event, cause);
    }
  }

  /** First character and length: enough to recognise a text that one knows already. */
  public static String mask(String text) {
    if (text == null || text.isEmpty()) {
      return "(empty)";
    }
    return text.substring(0, text.offsetByCodePoints(0, 1)) + "…(" + text.length() + ")";
  }

  /** What a caught exception says, without its stack. */
  public static String reason(Throwable cause) {
    String message = cause.getMessage();
    String name = cause.getClass().getSimpleName();
    return message == null ? name : name + ": " + message;
  }

  private void write(Level level, String event, Object... pairs) {
    if (!logger.isLoggable(level)) {
      return;
    }
    StringBuilder line = new StringBuilder(event);
    for (int i = 0; i + 1 < pairs.length; i += 2) {
      line.append(' ').append(pairs[i]).append('=').append(quoted(String.valueOf(pairs[i + 1])));
    }
    logger.log(level, line.toString().replace("{", "(").replace("}", ")"));
  }

  private static String quoted(String value) {
    String oneLine = value.replace('\n', ' ').replace('\r', ' ');
    return oneLine.indexOf(' ') < 0 ? oneLine : '"' + oneLine.replace('"', '\'') + '"';
  }
}
