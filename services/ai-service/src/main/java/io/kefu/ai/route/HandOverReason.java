package io.kefu.ai.route;

import java.util.Locale;

/** Why a person takes over. */
public enum HandOverReason {
  /** The knowledge base has nothing on it. */
  NO_EVIDENCE,
  /** What the knowledge base has is too far from the question. */
  LOW_CONFIDENCE,
  /** A forbidden topic without an approved text. */
  FORBIDDEN_TOPIC,
  /** A sensitive word in the question. */
  SENSITIVE_WORD,
  /** The model read the evidence and says that it does not answer the question. */
  MODEL_FOUND_NO_ANSWER,
  /** No provider gave a usable text, and no entry may stand in for it. */
  PROVIDERS_UNAVAILABLE;

  /** Stable code on the wire. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
