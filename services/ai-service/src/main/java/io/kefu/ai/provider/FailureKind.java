package io.kefu.ai.provider;

import java.util.Locale;

/** Why a provider did not give a usable text. */
public enum FailureKind {
  /** 429: it wants to be left alone. Repeating at once makes it worse. */
  RATE_LIMITED(false, true),
  /** No answer in time. Repeating would cost the backups' time. */
  TIMEOUT(false, true),
  /** 5xx, connection refused or lost. */
  UNAVAILABLE(true, true),
  /** 401 or 403. */
  NOT_AUTHENTICATED(false, true),
  /** 400, 404, 422: our request or the model's name is wrong. */
  REFUSED(false, true),
  /** Not what the wire format says. */
  MALFORMED(true, true),
  /** Longer than any answer. */
  OVERSIZED(false, true),
  /** No text. */
  EMPTY(true, true),
  /** Thinking without an answer. */
  THINKING_ONLY(false, true),
  /** Cut off at the token limit. */
  TRUNCATED(false, false),
  /** The provider's own filter. */
  CONTENT_FILTERED(false, false),
  /** Our guards refused the text. */
  REJECTED(false, false),
  /** The breaker is open. */
  BREAKER_OPEN(false, false),
  /** It told us when to come again, and it is not yet time. */
  RESTING(false, false),
  /** As many calls under way as allowed. */
  BUSY(false, false),
  /** Our own limit of calls a minute. */
  OWN_RATE_LIMIT(false, false),
  /** Neither the tenant nor the installation has a key. */
  NO_KEY(false, false),
  /** No time left for an attempt. */
  NO_TIME(false, false);

  private final boolean worthRetrying;
  private final boolean countsForBreaker;

  FailureKind(boolean worthRetrying, boolean countsForBreaker) {
    this.worthRetrying = worthRetrying;
    this.countsForBreaker = countsForBreaker;
  }

  /** Whether the same call may succeed a moment later. */
  public boolean worthRetrying() {
    return worthRetrying;
  }

  /** Whether it says something about the provider's health. */
  public boolean countsForBreaker() {
    return countsForBreaker;
  }

  /** Whether the provider was called at all. */
  public boolean reachedTheProvider() {
    return switch (this) {
      case BREAKER_OPEN, RESTING, BUSY, OWN_RATE_LIMIT, NO_KEY, NO_TIME -> false;
      default -> true;
    };
  }

  /** Stable code for metrics and logs. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
