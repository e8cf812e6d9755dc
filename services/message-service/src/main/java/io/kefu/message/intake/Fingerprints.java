package io.kefu.message.intake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The second guard against doubles: WeChat's window may show one row twice, and the agent may give
 * it two ids. Same chat, sender, text and position within {@link #WINDOW} is one message. A text
 * typed twice is two messages, because the rows before it differ; without a position nothing is
 * said.
 */
final class Fingerprints {

  /** How far apart two sightings of one row can be. */
  static final Duration WINDOW = Duration.ofSeconds(10);

  private static final char SEPARATOR = '\u001F';

  private record Sighting(String agentId, UUID fingerprint) {}

  private Fingerprints() {}

  /** The fingerprint; null without a position. */
  static UUID of(String chatId, String senderId, String content, String positionHash) {
    if (positionHash == null || positionHash.isBlank()) {
      return null;
    }
    String source = chatId + SEPARATOR + senderId + SEPARATOR + positionHash + SEPARATOR + content;
    try {
      ByteBuffer digest =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8)));
      return new UUID(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * For each arrival of one batch: the first sighting of the same row, or null. A row that stays in
   * sight may be seen again and again: each sighting reaches {@link #WINDOW} further.
   */
  static List<Arrival> repeats(List<Arrival> arrivals) {
    Map<Sighting, List<Row>> seen = new HashMap<>();
    List<Arrival> repeats = new ArrayList<>(arrivals.size());
    for (Arrival arrival : arrivals) {
      if (arrival.fingerprint() == null) {
        repeats.add(null);
        continue;
      }
      List<Row> rows =
          seen.computeIfAbsent(
              new Sighting(arrival.chat().agentId(), arrival.fingerprint()),
              fresh -> new ArrayList<>(1));
      Optional<Row> known = rows.stream().filter(row -> row.shows(arrival)).findFirst();
      known.ifPresentOrElse(row -> row.sightings.add(arrival), () -> rows.add(new Row(arrival)));
      repeats.add(known.map(Row::first).orElse(null));
    }
    return repeats;
  }

  /** One row of the window, and when it was seen. */
  private static final class Row {

    private final List<Arrival> sightings = new ArrayList<>(2);

    Row(Arrival first) {
      sightings.add(first);
    }

    Arrival first() {
      return sightings.getFirst();
    }

    boolean shows(Arrival arrival) {
      return sightings.stream()
              .noneMatch(sighting -> sighting.messageId().equals(arrival.messageId()))
          && sightings.stream()
              .anyMatch(
                  sighting ->
                      Duration.between(sighting.saidAt(), arrival.saidAt()).abs().compareTo(WINDOW)
                          <= 0);
    }
  }
}
