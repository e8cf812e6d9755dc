package io.kefu.agent.link;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which messages are on their way. One for each chat, so that a message that must be sent again
 * cannot end up behind its successor; a bound over all chats. Lives as long as the program: a lost
 * connection puts everything back. Not thread-safe.
 */
final class SendWindow {

  /**
   * A protocol fault that names no message is blamed on one only after it alone caused it thrice.
   */
  private static final int STRIKES = 3;

  /** Acknowledgements in a row after which suspicion ends. */
  private static final int CLEARED = 10;

  private static final Duration RETRY_FIRST = Duration.ofSeconds(1);
  private static final Duration RETRY_CAP = Duration.ofSeconds(30);

  private static final class Flight {
    final String chatId;
    int refusals;

    /** When to send (again); null while it is on its way. */
    Instant retryAt;

    Instant sentAt;

    Flight(String chatId) {
      this.chatId = chatId;
    }
  }

  private final int limit;
  private final Duration ackTimeout;
  private final Map<String, Flight> flights = new LinkedHashMap<>();
  private final Map<String, Integer> strikes = new LinkedHashMap<>();
  private boolean suspicious;
  private int ackedInARow;

  SendWindow(int limit, Duration ackTimeout) {
    this.limit = limit;
    this.ackTimeout = ackTimeout;
  }

  /** How many more may go. */
  int room() {
    return Math.max(0, (suspicious ? 1 : limit) - flights.size());
  }

  boolean busy(String chatId) {
    return flights.values().stream().anyMatch(flight -> flight.chatId.equals(chatId));
  }

  void sent(String messageId, String chatId, Instant now) {
    Flight flight = flights.computeIfAbsent(messageId, id -> new Flight(chatId));
    flight.sentAt = now;
    flight.retryAt = null;
  }

  /** It left the queue. */
  void done(String messageId) {
    flights.remove(messageId);
    strikes.remove(messageId);
    if (suspicious && ++ackedInARow >= CLEARED) {
      suspicious = false;
    }
  }

  /**
   * The gateway refused a message by name.
   *
   * @return whether it is final: the message must leave the queue
   */
  boolean refused(String messageId, String code, Instant now) {
    Flight flight = flights.get(messageId);
    RefusalPolicy.Verdict verdict = RefusalPolicy.of(code);
    if (flight == null) {
      return verdict == RefusalPolicy.Verdict.FINAL;
    }
    flight.refusals++;
    if (verdict == RefusalPolicy.Verdict.FINAL
        || (verdict == RefusalPolicy.Verdict.NOT_KNOWN && flight.refusals >= RefusalPolicy.TRIES)) {
      return true;
    }
    long pause = RETRY_FIRST.toMillis() << Math.min(flight.refusals - 1, 10);
    flight.retryAt = now.plusMillis(Math.min(pause, RETRY_CAP.toMillis()));
    return false;
  }

  /**
   * The gateway found a frame of ours faulty and could not say which message it was. From now on
   * one message travels at a time, until it is clear.
   *
   * @return the message that alone is to blame and must leave the queue
   */
  Optional<String> faulty() {
    ackedInARow = 0;
    Optional<String> culprit = Optional.empty();
    if (flights.size() == 1) {
      String only = flights.keySet().iterator().next();
      if (strikes.merge(only, 1, Integer::sum) >= STRIKES) {
        culprit = Optional.of(only);
      }
    }
    if (!flights.isEmpty()) {
      suspicious = true;
      flights.clear();
    }
    return culprit;
  }

  /** Messages to send once more: refused for now, or not acknowledged in time. */
  List<String> due(Instant now) {
    List<String> due = new ArrayList<>();
    flights.forEach(
        (id, flight) -> {
          Instant at = flight.retryAt != null ? flight.retryAt : flight.sentAt.plus(ackTimeout);
          if (!at.isAfter(now)) {
            due.add(id);
          }
        });
    return due;
  }

  /** The connection is gone: everything waits in the queue again. */
  void connectionLost() {
    flights.clear();
  }

  int size() {
    return flights.size();
  }
}
