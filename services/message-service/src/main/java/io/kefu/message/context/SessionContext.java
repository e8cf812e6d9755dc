package io.kefu.message.context;

import io.kefu.contracts.answer.Speaker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The session and topic that a conversation is in, computed from its lines alone: the same lines
 * and time give the same context on every replica and after every crash. Pure.
 *
 * @param phase how long nobody spoke
 * @param startedAt first line of the session; null when the session is over
 * @param topicSince first line of the topic; null when the session is over
 * @param change why the topic before was left; null when the session began with this one
 * @param topic what it is about
 * @param lines lines of session and topic, oldest first
 */
public record SessionContext(
    Phase phase,
    Instant startedAt,
    Instant topicSince,
    Topic.Change change,
    Topic topic,
    List<Line> lines) {

  /** Life of a session. */
  public enum Phase {
    /** Somebody spoke just now. */
    ACTIVE,
    /** Nobody spoke for a while. */
    IDLE,
    /** Nobody spoke for long. */
    DORMANT,
    /** It is over; the conversation stays. */
    EXPIRED
  }

  /** Copies the lines. */
  public SessionContext {
    lines = List.copyOf(lines);
  }

  /**
   * The context at a time.
   *
   * @param said lines of the conversation, oldest first
   * @param labels gives the business label of a text, or null
   */
  public static SessionContext at(
      Instant now, List<Line> said, ContextConfig config, UnaryOperator<String> labels) {
    Phase phase = said.isEmpty() ? Phase.EXPIRED : phase(said.getLast().at(), now, config);
    if (phase == Phase.EXPIRED) {
      return new SessionContext(phase, null, null, null, Topic.NONE, List.of());
    }
    int first = said.size() - 1;
    while (first > 0
        && Duration.between(said.get(first - 1).at(), said.get(first).at())
                .compareTo(config.expired())
            < 0) {
      first--;
    }
    Topic topic = Topic.NONE;
    Topic.Change change = null;
    int since = first;
    for (int i = first; i < said.size(); i++) {
      Line line = said.get(i);
      if (line.speaker() != Speaker.THEM || Topic.isSmallTalk(line.text())) {
        continue;
      }
      Topic next = Topic.of(line.text(), labels);
      Optional<Topic.Change> left = topic.leftBy(line.text(), next);
      if (left.isPresent()) {
        topic = next;
        change = left.get();
        since = i;
      } else {
        topic = topic.with(next);
      }
    }
    return new SessionContext(
        phase,
        said.get(first).at(),
        said.get(since).at(),
        change,
        topic,
        said.subList(since, said.size()));
  }

  /** The same when a question comes now: what it is told with is empty when it leaves the topic. */
  public SessionContext asking(String question, Instant now, UnaryOperator<String> labels) {
    Topic next = Topic.of(question, labels);
    Optional<Topic.Change> left = topic.leftBy(question, next);
    return left.isEmpty()
        ? this
        : new SessionContext(phase, startedAt, now, left.get(), next, List.of());
  }

  /** How long nobody spoke. */
  static Phase phase(Instant last, Instant now, ContextConfig config) {
    Duration silence = Duration.between(last, now);
    if (silence.compareTo(config.expired()) >= 0) {
      return Phase.EXPIRED;
    }
    if (silence.compareTo(config.dormant()) >= 0) {
      return Phase.DORMANT;
    }
    return silence.compareTo(config.idle()) >= 0 ? Phase.IDLE : Phase.ACTIVE;
  }
}
