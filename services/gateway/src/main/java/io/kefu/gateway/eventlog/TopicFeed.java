package io.kefu.gateway.eventlog;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads a whole topic for this replica alone, from the present on (or a little before it). It
 * assigns itself every partition and belongs to no group, so no rebalance ever interrupts it,
 * nothing is committed, and a replica that is gone leaves nothing behind on the brokers. While
 * brokers are away it keeps its position and goes on from there.
 *
 * <p>Records are handed over one by one on the feed's own thread, in the order of each partition;
 * the handler must be quick and must not fail (a failure is logged and the record skipped).
 */
public final class TopicFeed implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(TopicFeed.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final String topic;
  private final Duration lookBack;
  private final Duration partitionRefresh;
  private final Clock clock;
  private final Consumer<ConsumerRecord<byte[], byte[]>> handler;
  private final KafkaConsumer<byte[], byte[]> consumer;

  /** How far behind it is; Quarkus sees its own consumers only. */
  private final KafkaClientMetrics metrics;

  private final Thread thread;
  private final Set<TopicPartition> assigned = new HashSet<>();
  private volatile boolean stopping;
  private volatile boolean positioned;

  /**
   * Prepares a feed.
   *
   * @param broker connection settings
   * @param topic topic
   * @param lookBack how far before the present to begin; zero for the present
   * @param config how often to look for new partitions
   * @param handler gets every record
   */
  public TopicFeed(
      Map<String, Object> broker,
      String topic,
      Duration lookBack,
      EventLogConfig config,
      Clock clock,
      Consumer<ConsumerRecord<byte[], byte[]>> handler) {
    this.topic = topic;
    this.lookBack = lookBack;
    this.partitionRefresh = config.partitionRefresh();
    this.clock = clock;
    this.handler = handler;
    Map<String, Object> settings = new HashMap<>(broker);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "gateway-feed-" + topic);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.remove(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG);
    settings.remove(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.metrics = new KafkaClientMetrics(consumer);
    this.metrics.bindTo(Metrics.globalRegistry);
    this.thread = Thread.ofPlatform().name("feed-" + topic).daemon().unstarted(this::run);
  }

  /** Begins to read. */
  public void start() {
    thread.start();
  }

  /** Whether it stands in the topic: what is written from now on will be seen. */
  public boolean positioned() {
    return positioned;
  }

  private void run() {
    long nextRefresh = System.nanoTime();
    try {
      while (!stopping) {
        try {
          if (System.nanoTime() - nextRefresh >= 0) {
            assignAll();
            nextRefresh =
                System.nanoTime() + (assigned.isEmpty() ? RETRY : partitionRefresh).toNanos();
          }
          if (assigned.isEmpty()) {
            pause();
          } else {
            consumer.poll(POLL).forEach(this::handle);
          }
        } catch (WakeupException e) {
          // close() asks the loop to look at the flag.
        } catch (RuntimeException e) {
          LOG.warnf("feed interrupted, goes on: topic=%s cause=%s", topic, e.getMessage());
          pause();
        }
      }
    } finally {
      metrics.close();
      consumer.close();
    }
  }

  private void assignAll() {
    List<TopicPartition> found = new ArrayList<>();
    for (PartitionInfo info : consumer.partitionsFor(topic)) {
      found.add(new TopicPartition(topic, info.partition()));
    }
    List<TopicPartition> fresh = found.stream().filter(part -> !assigned.contains(part)).toList();
    if (fresh.isEmpty()) {
      return;
    }
    boolean first = assigned.isEmpty();
    Map<TopicPartition, Long> begin = first ? beginnings(fresh) : Map.of();
    consumer.assign(found);
    if (first) {
      begin.forEach(consumer::seek);
    } else {
      // A partition that was added later holds only what this feed has not seen.
      consumer.seekToBeginning(fresh);
    }
    assigned.addAll(fresh);
    positioned = true;
  }

  private Map<TopicPartition, Long> beginnings(List<TopicPartition> partitions) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    if (lookBack.isZero()) {
      return ends;
    }
    Instant since = clock.instant().minus(lookBack);
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, since.toEpochMilli()));
    Map<TopicPartition, Long> begin = new HashMap<>(ends);
    for (Map.Entry<TopicPartition, OffsetAndTimestamp> entry :
        consumer.offsetsForTimes(times).entrySet()) {
      if (entry.getValue() != null) {
        begin.put(entry.getKey(), entry.getValue().offset());
      }
    }
    return begin;
  }

  private void handle(ConsumerRecord<byte[], byte[]> event) {
    try {
      handler.accept(event);
    } catch (RuntimeException e) {
      LOG.errorf(
          e,
          "record skipped: topic=%s partition=%d offset=%d",
          topic,
          event.partition(),
          event.offset());
    }
  }

  private void pause() {
    try {
      synchronized (this) {
        if (!stopping) {
          wait(RETRY.toMillis());
        }
      }
    } catch (InterruptedException e) {
      stopping = true;
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      stopping = true;
      notifyAll();
    }
    if (thread.getState() == Thread.State.NEW) {
      consumer.close();
      return;
    }
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
