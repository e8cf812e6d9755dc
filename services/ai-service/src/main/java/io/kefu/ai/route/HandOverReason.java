package io.kefu.ai.route;

import java.util.Locale;

/** Why a person takes over. */
public enum HandOverReason {
  /** The knowledge base has nothing on it. */
  NO_EVIDENCE,
  /** What the knowledge base has is too far from the question. */
  LOW_CONFIDENCE,
  /** A forbidden topic without an approved text. */
  FORBIDDEN_TOPIC;

  /** Stable code on the wire. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
