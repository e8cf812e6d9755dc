package io.kefu.local.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Output in UTF-8 whatever the locale says. Safe for use by several threads. */
public final class Console {

  private static final String ERASE_LINE = "\r\u001B[2K";

  private final PrintStream out;
  private final boolean terminal;
  private final boolean coloured;
  private boolean transientLine;

  /** For tests: any stream. */
  public Console(PrintStream out, boolean terminal, boolean coloured) {
    this.out = out;
    this.terminal = terminal;
    this.coloured = coloured;
  }

  /** Standard output; {@code ./kefu} says whether it is a terminal. */
  public static Console standard() {
    boolean terminal = Boolean.getBoolean("kefu.terminal");
    return new Console(stream(FileDescriptor.out), terminal, coloured(terminal, System.getenv()));
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  static boolean coloured(boolean terminal, Map<String, String> environment) {
    return terminal
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "dumb").equals("dumb");
  }

  /** A colour or weight of text. */
  public enum Style {
    /** Done. */
    GREEN(32),
    /** Look here. */
    YELLOW(33),
    /** Wrong. */
    RED(31),
    /** Addresses and names. */
    CYAN(36),
    /** Less important. */
    DIM(2),
    /** More important. */
    BOLD(1);

    private final int code;

    Style(int code) {
      this.code = code;
    }
  }

  /** The text in that style, or as it is without colours. */
  public String style(Style style, String text) {
    return coloured ? "\u001B[" + style.code + "m" + text + "\u001B[0m" : text;
  }

  /** Whether a person watches. */
  public boolean isTerminal() {
    return terminal;
  }

  /** A line that stays. */
  public synchronized void line(String text) {
    erase();
    out.println(text);
  }

  /** Text without a line end. */
  public synchronized void text(String text) {
    erase();
    out.print(text);
    out.flush();
  }

  /** A line that the next output replaces; nothing at all when nobody watches. */
  public synchronized void passing(String text) {
    if (terminal) {
      erase();
      out.print(text);
      out.flush();
      transientLine = true;
    }
  }

  private void erase() {
    if (transientLine) {
      out.print(ERASE_LINE);
      transientLine = false;
    }
  }
}
