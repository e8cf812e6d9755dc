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

  private static final Set<String> PASSING =
      Set.of(
          "unavailable",
          "service_unavailable",
          "kafka_unavailable",
          "not_accepted",
          "overloaded",
          "busy",
          "rate_limited",
          "too_many_requests",
          "try_later",
          "timeout",
          "internal",
          "internal_error",
          "draining",
          "hello_required",
          "hello_expected",
          "unauthorized",
          "token_expired");

  private static final Set<String> FINAL =
      Set.of(
          "bad_frame",
          "bad_payload",
          "bad_message",
          "malformed_frame",
          "malformed_json",
          "frame_too_large",
          "message_too_large",
          "payload_too_large",
          "schema_violation",
          "validation_failed",
          "unsupported_content",
          "unknown_type",
          "agent_mismatch");

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
    return FINAL.contains(code) || code.startsWith("invalid_") || code.startsWith("unsupported_")
        ? Verdict.FINAL
        : Verdict.NOT_KNOWN;
  }
}
