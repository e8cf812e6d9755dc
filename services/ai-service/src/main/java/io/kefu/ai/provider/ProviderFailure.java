package io.kefu.ai.provider;

import java.time.Duration;
import java.util.Optional;

/** A provider gave no usable text. Holds no text of the provider's: that could quote a customer. */
public class ProviderFailure extends Exception {

  private final FailureKind kind;
  private final String detail;
  private final long tokensIn;
  private final long tokensOut;
  private transient Duration comeAgain;

  /** A failure that cost no tokens. */
  public ProviderFailure(FailureKind kind, String detail) {
    this(kind, detail, 0, 0);
  }

  /** A failure of a text that was written and must be paid for. */
  public ProviderFailure(FailureKind kind, String detail, long tokensIn, long tokensOut) {
    super(kind.code() + (detail == null ? "" : ": " + detail), null, false, false);
    this.kind = kind;
    this.detail = detail;
    this.tokensIn = tokensIn;
    this.tokensOut = tokensOut;
  }

  /** The same, from a provider that said when to come again; null when it did not. */
  ProviderFailure after(Duration time) {
    comeAgain = time;
    return this;
  }

  /** When the provider wants to be asked again; empty when it did not say. */
  Optional<Duration> comeAgain() {
    return Optional.ofNullable(comeAgain);
  }

  /** Why. */
  public FailureKind kind() {
    return kind;
  }

  /** More about it; null when the kind says all. */
  public String detail() {
    return detail;
  }

  /** Tokens read nevertheless. */
  public long tokensIn() {
    return tokensIn;
  }

  /** Tokens written nevertheless. */
  public long tokensOut() {
    return tokensOut;
  }
}
