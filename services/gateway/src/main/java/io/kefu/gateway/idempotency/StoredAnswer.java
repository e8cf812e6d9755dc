package io.kefu.gateway.idempotency;

import java.util.Map;

/**
 * An answer as it was given.
 *
 * @param status HTTP status
 * @param headers the headers that belong to it: type, ETag, Location
 * @param body bytes; empty when there was none
 */
record StoredAnswer(int status, Map<String, String> headers, byte[] body) {

  @Override
  public String toString() {
    return "StoredAnswer[" + status + "]";
  }
}
