package io.kefu.stats.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.stats.StatsConfig;
import io.kefu.stats.intake.EventReader.Reading;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.concurrent.CompletionStage;

/**
 * Counts events of the past in large transactions, by the consumer's own reader and facts: what was
 * counted already is not counted again, so a load that broke off is begun anew. One transaction is
 * under way while the next batch is read. Blocks its caller.
 */
@ApplicationScoped
public class PastEvents {

  /**
   * An event as it lay in its topic.
   *
   * @param topic topic
   * @param value JSON
   */
  public record Line(String topic, byte[] value) {}

  /**
   * What came of a load.
   *
   * @param lines events read
   * @param changed facts that were new or changed
   * @param refused events that are none, or too old, or of the future
   */
  public record Loaded(long lines, long changed, long refused) {}

  private final EventReader reader;
  private final FactStore facts;
  private final StatsConfig config;
  private final Clock clock;

  /** Wires the load. */
  public PastEvents(ObjectMapper mapper, FactStore facts, StatsConfig config, Clock clock) {
    this.reader = new EventReader(mapper, config.backfill().oldest());
    this.facts = facts;
    this.config = config;
    this.clock = clock;
  }

  /** Loads; fails with the first transaction that fails, all before it stays. */
  public Loaded load(Iterator<Line> lines) {
    Instant now = clock.instant();
    long read = 0;
    long refused = 0;
    long changed = 0;
    CompletionStage<Integer> underWay = Uni.createFrom().item(0).subscribeAsCompletionStage();
    while (lines.hasNext()) {
      Batch batch = new Batch();
      for (int i = 0; i < config.backfill().batch() && lines.hasNext(); i++) {
        Line line = lines.next();
        read++;
        if (reader.knows(line.topic())
            && reader.read(line.topic(), line.value(), now) instanceof Reading.Good good) {
          batch.add(good.event());
        } else {
          refused++;
        }
      }
      changed += underWay.toCompletableFuture().join();
      underWay = facts.store(batch).subscribeAsCompletionStage();
    }
    changed += underWay.toCompletableFuture().join();
    return new Loaded(read, changed, refused);
  }
}
