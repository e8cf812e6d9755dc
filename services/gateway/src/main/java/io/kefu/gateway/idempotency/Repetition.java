package io.kefu.gateway.idempotency;

/** The write was done before: ends the call with the answer it got then. */
final class Repetition extends RuntimeException {

  private final transient StoredAnswer answer;

  Repetition(StoredAnswer answer) {
    super("answered before", null, false, false);
    this.answer = answer;
  }

  StoredAnswer answer() {
    return answer;
  }
}
