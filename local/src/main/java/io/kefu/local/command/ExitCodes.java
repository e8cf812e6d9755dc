package io.kefu.local.command;

/** What the commands end with. */
final class ExitCodes {

  static final int OK = 0;

  /** It did not work; the message says why. */
  static final int FAILED = 1;

  /** The command line was wrong. */
  static final int USAGE = 2;

  /** There is no running fleet to speak to. */
  static final int NOT_RUNNING = 3;

  private ExitCodes() {}
}
