package io.kefu.ai.guard;

import java.util.Locale;

/** Why a guard says no. */
public enum Objection {
  /** A sensitive word. */
  SENSITIVE_WORD,
  /** The question gives the model orders. */
  PROMPT_INJECTION,
  /** The question is about what no model may write about. */
  FORBIDDEN_TOPIC,
  /** An error, code, or thinking aloud. */
  RAW_TEXT,
  /** Longer than allowed. */
  TOO_LONG,
  /** A figure that the evidence does not hold. */
  FIGURE_WITHOUT_EVIDENCE,
  /** It cites evidence that was not given, or nothing it could rest on. */
  NO_EVIDENCE,
  /** A sign for personal data that was never given. */
  UNKNOWN_SIGN;

  /** Stable code for metrics and logs. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
