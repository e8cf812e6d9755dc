package io.kefu.local.deadletter;

import io.kefu.contracts.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The dead letters of one Kafka. A replay reads a dead-letter topic with a group of its own: (1) it
 * looks at what was there when it began, so that a letter which fails again is not replayed in a
 * circle; (2) it puts records back on their topic and waits until Kafka has them; (3) only then it
 * commits how far it came. A replay that is cut off in between, by a crash or by a second replay
 * that takes its share of the partitions, leaves the last few to be sent again; every consumer
 * recognises those.
 */
final class DeadLetterBox {

  /** The group whose offsets say what was replayed. */
  static final String GROUP = "kefu-dlq-replay";

  /** A record that came back that often is not replayed again unless one insists. */
  static final int MOST_REPLAYS = 3;

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration JOIN = Duration.ofSeconds(30);
  private static final int CHUNK = 200;

  /**
   * What waits in one dead-letter topic.
   *
   * @param topic the source topic
   * @param letters all that are kept
   * @param waiting those behind the last replay
   * @param oldest when the oldest waiting one was put aside; empty when none waits
   * @param byCode waiting letters by the code of their cause
   */
  record Summary(
      String topic,
      long letters,
      long waiting,
      Optional<Instant> oldest,
      Map<String, Integer> byCode) {}

  /**
   * What a replay did.
   *
   * @param replayed back on their topic
   * @param refused came back too often
   * @param foreign not from this topic: left alone
   */
  record Replayed(int replayed, int refused, int foreign) {}

  private final String bootstrap;

  DeadLetterBox(String bootstrap) {
    this.bootstrap = bootstrap;
  }

  /** All dead-letter topics that exist, in the order of their names. */
  List<Summary> summaries() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Map<String, List<PartitionInfo>> topics = new TreeMap<>(topics(consumer));
      List<Summary> summaries = new ArrayList<>();
      for (String topic : Topics.ALL) {
        List<PartitionInfo> partitions = topics.get(Topics.deadLetter(topic));
        if (partitions != null) {
          summaries.add(summary(consumer, topic, partitions(partitions)));
        }
      }
      return summaries;
    }
  }

  private static Summary summary(
      KafkaConsumer<byte[], byte[]> consumer, String topic, List<TopicPartition> partitions) {
    consumer.assign(partitions);
    Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
    seekBehindLastReplay(consumer, partitions, begin);
    long letters = partitions.stream().mapToLong(p -> end.get(p) - begin.get(p)).sum();
    Map<String, Integer> byCode = new TreeMap<>();
    Instant[] oldest = new Instant[1];
    int[] waiting = new int[1];
    readUntil(
        consumer,
        end,
        letter -> {
          waiting[0]++;
          byCode.merge(letter.code(), 1, Integer::sum);
          oldest[0] =
              oldest[0] == null || letter.at().isBefore(oldest[0]) ? letter.at() : oldest[0];
          return true;
        });
    return new Summary(topic, letters, waiting[0], Optional.ofNullable(oldest[0]), byCode);
  }

  /** Letters of a topic, oldest first within a partition. */
  List<DeadLetter> letters(String topic, Optional<Instant> from, int limit) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitionsOf(consumer, topic);
      consumer.assign(partitions);
      Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
      if (from.isPresent()) {
        seek(consumer, partitions, from.get(), end);
      } else {
        begin.forEach(consumer::seek);
      }
      List<DeadLetter> found = new ArrayList<>();
      readUntil(
          consumer,
          end,
          letter -> {
            found.add(letter);
            return found.size() < limit;
          });
      return found;
    }
  }

  /**
   * Puts letters back on their topic.
   *
   * @param from begin there; empty for where the last replay ended
   * @param limit most letters to put back
   * @param force also those that came back too often
   * @param told each letter that is refused, or belongs elsewhere
   */
  Replayed replay(
      String topic, Optional<Instant> from, int limit, boolean force, Consumer<DeadLetter> told) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer();
        KafkaProducer<byte[], byte[]> producer = producer()) {
      partitionsOf(consumer, topic);
      consumer.subscribe(List.of(Topics.deadLetter(topic)));
      List<TopicPartition> mine = joined(consumer);
      Map<TopicPartition, Long> end = consumer.endOffsets(mine);
      Map<TopicPartition, Long> done = new HashMap<>();
      committed(consumer, mine).forEach((p, offset) -> done.put(p, offset.offset()));
      from.ifPresent(time -> seek(consumer, mine, time, end));
      if (from.isEmpty()) {
        seekBehindLastReplay(consumer, mine, consumer.beginningOffsets(mine));
      }
      int replayed = 0;
      int refused = 0;
      int foreign = 0;
      while (replayed < limit && behind(consumer, end)) {
        List<Future<RecordMetadata>> sends = new ArrayList<>();
        Map<TopicPartition, Long> handled = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          TopicPartition partition = new TopicPartition(record.topic(), record.partition());
          if (record.offset() >= end.getOrDefault(partition, 0L) || replayed >= limit) {
            continue;
          }
          DeadLetter letter = new DeadLetter(record);
          if (!letter.sourceTopic().equals(Optional.of(topic))) {
            foreign++;
            told.accept(letter);
          } else if (letter.replays() >= MOST_REPLAYS && !force) {
            refused++;
            told.accept(letter);
          } else {
            sends.add(producer.send(letter.again()));
            replayed++;
          }
          handled.put(partition, record.offset() + 1);
        }
        producer.flush();
        sends.forEach(DeadLetterBox::sent);
        commit(consumer, done, handled);
      }
      return new Replayed(replayed, refused, foreign);
    }
  }

  /** Progress never goes back, also when older letters were replayed on purpose. */
  private static void commit(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> done,
      Map<TopicPartition, Long> handled) {
    Map<TopicPartition, OffsetAndMetadata> further = new HashMap<>();
    handled.forEach(
        (partition, next) -> {
          if (next > done.getOrDefault(partition, -1L)) {
            done.put(partition, next);
            further.put(partition, new OffsetAndMetadata(next));
          }
        });
    if (!further.isEmpty()) {
      consumer.commitSync(further);
    }
  }

  private static void sent(Future<RecordMetadata> send) {
    try {
      send.get();
    } catch (ExecutionException e) {
      throw new DeadLetterException(
          "Kafka did not take a record back (" + e.getCause().getMessage() + "); try again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeadLetterException("The replay was interrupted; run it again to go on");
    }
  }

  private static List<TopicPartition> joined(KafkaConsumer<byte[], byte[]> consumer) {
    long deadline = System.nanoTime() + JOIN.toNanos();
    while (consumer.assignment().isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new DeadLetterException(
            "Another replay has this topic in hand; wait until it is done");
      }
      consumer.poll(Duration.ofMillis(100));
    }
    return List.copyOf(consumer.assignment());
  }

  private static void readUntil(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> end,
      Predicate<DeadLetter> more) {
    while (behind(consumer, end)) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        long last = end.get(new TopicPartition(record.topic(), record.partition()));
        if (record.offset() < last && !more.test(new DeadLetter(record))) {
          return;
        }
      }
    }
  }

  private static boolean behind(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> end) {
    return end.entrySet().stream()
        .filter(partition -> consumer.assignment().contains(partition.getKey()))
        .anyMatch(partition -> consumer.position(partition.getKey()) < partition.getValue());
  }

  private static void seek(
      KafkaConsumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      Instant from,
      Map<TopicPartition, Long> end) {
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, from.toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp first = found.get(partition);
      consumer.seek(partition, first == null ? end.get(partition) : first.offset());
    }
  }

  private static void seekBehindLastReplay(
      KafkaConsumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      Map<TopicPartition, Long> begin) {
    Map<TopicPartition, OffsetAndMetadata> committed = committed(consumer, partitions);
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata known = committed.get(partition);
      long first = begin.get(partition);
      consumer.seek(partition, known == null ? first : Math.max(first, known.offset()));
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(
      KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> known =
        new HashMap<>(consumer.committed(Set.copyOf(partitions)));
    known.values().removeIf(offset -> offset == null);
    return known;
  }

  private Map<String, List<PartitionInfo>> topics(KafkaConsumer<byte[], byte[]> consumer) {
    try {
      return consumer.listTopics(JOIN);
    } catch (TimeoutException e) {
      throw new DeadLetterException(
          "Kafka at %s did not answer within %d s; start it, or name another one with --bootstrap"
              .formatted(bootstrap, JOIN.toSeconds()));
    }
  }

  private List<TopicPartition> partitionsOf(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<PartitionInfo> partitions = topics(consumer).get(Topics.deadLetter(topic));
    if (partitions == null) {
      throw new DeadLetterException("There is no topic " + Topics.deadLetter(topic) + " here");
    }
    return partitions(partitions);
  }

  private static List<TopicPartition> partitions(List<PartitionInfo> infos) {
    return infos.stream().map(info -> new TopicPartition(info.topic(), info.partition())).toList();
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    try {
      return new KafkaConsumer<>(
          Map.of(
              "bootstrap.servers",
              bootstrap,
              "group.id",
              GROUP,
              "client.id",
              "kefu-dlq",
              "enable.auto.commit",
              false,
              "auto.offset.reset",
              "earliest",
              "max.poll.records",
              CHUNK,
              "allow.auto.create.topics",
              false,
              "default.api.timeout.ms",
              (int) JOIN.toMillis()),
          new ByteArrayDeserializer(),
          new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw new DeadLetterException(
          "'" + bootstrap + "' is no address of a Kafka; give host:port with --bootstrap");
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "acks",
            "all",
            "enable.idempotence",
            true,
            "client.id",
            "kefu-dlq-replay"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
