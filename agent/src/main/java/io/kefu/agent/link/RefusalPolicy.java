package io.kefu.agent.link;

import java.util.Set;

/**
 * Which {@code error} codes mean that a message will never be taken, and which that it may be
 * later. A code of a later version is neither: it is tried {@value #TRIES} times before it counts
 * as final, so that one odd message neither stops the queue nor is lost to a passing fault.
 */
final class RefusalPolicy {

  /** Attempts for a code that is not known. */
  static final int TRIES = 10;

  /** The gateway's own words first (docs/protocol.md), then what proxies and later ones may say. */
  private static final Set<String> PASSING =
      Set.of(
          "rate_limited",
          "too_many_in_flight",
          "kafka_unavailable",
          "hello_expected",
          "token_refused",
          "unsupported_version",
          "wrong_agent",
          "unavailable",
          "service_unavailable",
          "overloaded",
          "busy",
          "timeout",
          "internal_error",
          "draining");

  private static final Set<String> FINAL =
      Set.of(
          "bad_json",
          "invalid_frame",
          "invalid_message",
          "unknown_type",
          "unexpected_type",
          "frame_too_large",
          "message_too_large",
          "unsupported_content");

  enum Verdict {
    PASSING,
    FINAL,
    NOT_KNOWN
  }

  private RefusalPolicy() {}

  static Verdict of(String code) {
    if (PASSING.contains(code)) {
      return Verdict.PASSING;
    }
    return FINAL.contains(code) ? Verdict.FINAL : Verdict.NOT_KNOWN;
  }
}
