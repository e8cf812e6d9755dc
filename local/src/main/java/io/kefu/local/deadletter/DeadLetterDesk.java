package io.kefu.local.deadletter;

import io.kefu.contracts.Topics;
import io.kefu.local.console.Console;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What {@code ./kefu dlq} does, told to a console. */
public final class DeadLetterDesk {

  private static final String ROW = "%-24s %8s %8s  %-20s  %s";

  private final DeadLetterBox box;
  private final Console console;

  /**
   * Works on one Kafka.
   *
   * @param bootstrap host:port, several separated by commas
   */
  public DeadLetterDesk(String bootstrap, Console console) {
    this.box = new DeadLetterBox(bootstrap);
    this.console = console;
  }

  /** A line a topic. */
  public void list() {
    console.line(
        console.style(
            Console.Style.BOLD,
            ROW.formatted("topic", "letters", "waiting", "oldest waiting", "causes")));
    for (DeadLetterBox.Summary topic : box.summaries()) {
      console.line(
          ROW.formatted(
              topic.topic(),
              topic.letters(),
              topic.waiting(),
              topic.oldest().map(Instant::toString).orElse(""),
              topic.byCode().isEmpty() ? "" : topic.byCode().toString()));
    }
  }

  /** Each letter with its cause and its masked value. */
  public void show(String name, Optional<Instant> from, int limit) {
    String topic = source(name);
    List<DeadLetter> letters = box.letters(topic, from, limit);
    if (letters.isEmpty()) {
      console.line("No dead letters of " + topic + ".");
    }
    for (DeadLetter letter : letters) {
      tell(letter);
      console.line("  " + MaskedValue.of(letter.letter().value()));
    }
  }

  /**
   * Puts letters back on their topic.
   *
   * @return whether all that were looked at went back
   */
  public boolean replay(String name, Optional<Instant> from, int limit, boolean force) {
    String topic = source(name);
    DeadLetterBox.Replayed done = box.replay(topic, from, limit, force, this::tell);
    console.line("%d records are back on %s.".formatted(done.replayed(), topic));
    if (done.refused() > 0) {
      console.line(
          ("%d were left: they came back %d times already. Mend the cause, then replay them with"
                  + " --force --from TIME.")
              .formatted(done.refused(), DeadLetterBox.MOST_REPLAYS));
    }
    if (done.foreign() > 0) {
      console.line(
          "%d were left: they do not say that they are from %s.".formatted(done.foreign(), topic));
    }
    return done.refused() == 0 && done.foreign() == 0;
  }

  private void tell(DeadLetter letter) {
    console.line(
        "%s  partition %d offset %d  %s by %s, replayed %d times  key %s"
            .formatted(
                letter.at(),
                letter.letter().partition(),
                letter.letter().offset(),
                letter.code(),
                letter.consumer(),
                letter.replays(),
                letter.key()));
    if (!letter.cause().isEmpty()) {
      console.line("  " + letter.cause());
    }
  }

  /** Takes message.in for message.in.dlq, and the other way round. */
  private static String source(String name) {
    String suffix = Topics.deadLetter("");
    String topic =
        name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
    if (!Topics.ALL.contains(topic)) {
      throw new DeadLetterException(
          "'" + name + "' is no topic of Kefu; choose one of " + String.join(", ", Topics.ALL));
    }
    return topic;
  }
}
