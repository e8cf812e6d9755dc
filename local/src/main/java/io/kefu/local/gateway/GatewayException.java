package io.kefu.local.gateway;

/** The gateway refused a request or cannot be reached. */
public final class GatewayException extends RuntimeException {

  private final int status;

  /**
   * @param status HTTP status, 0 when there was no answer
   */
  public GatewayException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** HTTP status, 0 when there was no answer. */
  public int status() {
    return status;
  }

  /** Whether the same request may succeed a little later. */
  public boolean isPassing() {
    return status == 0 || status == 429 || status >= 500;
  }
}
