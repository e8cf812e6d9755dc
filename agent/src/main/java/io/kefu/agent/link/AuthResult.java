package io.kefu.agent.link;

import java.time.Duration;
import java.util.Optional;

/** How a login or a refresh ended. */
sealed interface AuthResult {

  /** Tokens to use. */
  record Granted(Tokens tokens) implements AuthResult {}

  /** The gateway does not want these credentials. */
  record Denied(int status, String why) implements AuthResult {}

  /** The gateway cannot or will not answer now. */
  record Busy(String why, Optional<Duration> retryAfter) implements AuthResult {}
}
