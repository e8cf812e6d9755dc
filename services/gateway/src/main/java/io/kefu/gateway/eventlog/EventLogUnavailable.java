package io.kefu.gateway.eventlog;

/** Kafka did not confirm a record; it may or may not have it. Send the same again later. */
public class EventLogUnavailable extends RuntimeException {

  /** Tells why. */
  public EventLogUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
