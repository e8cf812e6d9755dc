package io.kefu.local.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.contracts.Topics;
import io.kefu.local.backends.Ports;
import io.kefu.local.backends.kafka.KafkaInProcess;
import io.kefu.local.backends.kafka.KafkaSettings;
import io.kefu.local.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters on a real Kafka. Each test has a topic of its own. */
@Timeout(180)
class DeadLetterDeskTest {

  private static final String SECRET = "我的电话是13800000000";

  @TempDir static Path folder;
  private static KafkaInProcess kafka;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final DeadLetterDesk desk =
      new DeadLetterDesk(
          kafka.bootstrapServers(),
          new Console(new PrintStream(out, true, StandardCharsets.UTF_8), false, false));

  @BeforeAll
  static void start() {
    kafka =
        KafkaInProcess.start(
            new KafkaSettings(
                folder.resolve("kafka"),
                folder.resolve("kafka.log"),
                Ports.findFree(),
                Ports.findFree(),
                2,
                Duration.ofSeconds(120)));
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void recordGoesBackOnceAsItWasWithItsReplayCounted() {
    put(Topics.MESSAGE_IN, "t/a/c1", "{\"content\":\"" + SECRET + "\"}", 0);
    put(Topics.MESSAGE_IN, "t/a/c2", "no json " + SECRET, 2);

    boolean all = desk.replay("message.in", Optional.empty(), 100, false);
    boolean nothing = desk.replay("message.in.dlq", Optional.empty(), 100, false);

    assertThat(all).isTrue();
    assertThat(nothing).isTrue();
    List<ConsumerRecord<String, String>> back = read(Topics.MESSAGE_IN);
    assertThat(back).extracting(ConsumerRecord::key).containsExactlyInAnyOrder("t/a/c1", "t/a/c2");
    ConsumerRecord<String, String> first =
        back.stream().filter(record -> record.key().equals("t/a/c1")).findFirst().orElseThrow();
    assertThat(first.value()).isEqualTo("{\"content\":\"" + SECRET + "\"}");
    assertThat(header(first, "traceparent")).isEqualTo("00-trace");
    assertThat(header(first, Topics.HEADER_DLQ_REPLAYS)).isEqualTo("1");
    assertThat(first.headers().lastHeader(Topics.HEADER_DLQ_ERROR_CODE)).isNull();
    assertThat(text()).contains("2 records are back on message.in", "0 records are back");
  }

  @Test
  void recordThatCameBackThreeTimesIsRefusedUnlessForced() {
    Instant before = Instant.now().minusSeconds(60);
    put(Topics.REPLY_OUT, "t/a/c1", "{}", 3);

    boolean refused = desk.replay("reply.out", Optional.empty(), 100, false);
    boolean forced = desk.replay("reply.out", Optional.of(before), 100, true);

    assertThat(refused).isFalse();
    assertThat(forced).isTrue();
    assertThat(text()).contains("they came back 3 times already", "--force");
    assertThat(read(Topics.REPLY_OUT))
        .singleElement()
        .satisfies(record -> assertThat(header(record, Topics.HEADER_DLQ_REPLAYS)).isEqualTo("4"));
  }

  @Test
  void limitEndsAReplayAndTheNextGoesOnThere() {
    for (int i = 0; i < 5; i++) {
      put(Topics.AGENT_EVENT, "t/a" + i, "{}", 0);
    }

    desk.replay("agent.event", Optional.empty(), 2, false);
    int two = read(Topics.AGENT_EVENT).size();
    desk.replay("agent.event", Optional.empty(), 100, false);

    assertThat(two).isEqualTo(2);
    assertThat(read(Topics.AGENT_EVENT))
        .extracting(ConsumerRecord::key)
        .containsExactlyInAnyOrder("t/a0", "t/a1", "t/a2", "t/a3", "t/a4");
  }

  @Test
  void twoReplaysAtATimeLoseNothing() throws Exception {
    for (int i = 0; i < 50; i++) {
      put(Topics.ERP_SYNC, "t/k" + i, "{}", 0);
    }
    Callable<Object> replay =
        () -> {
          try {
            return new DeadLetterBox(kafka.bootstrapServers())
                .replay(Topics.ERP_SYNC, Optional.empty(), 1_000, false, letter -> {});
          } catch (RuntimeException lostItsShare) {
            return lostItsShare;
          }
        };

    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      both.invokeAll(List.of(replay, replay));
    }
    desk.replay("erp.sync", Optional.empty(), 1_000, false);

    assertThat(read(Topics.ERP_SYNC).stream().map(ConsumerRecord::key).distinct()).hasSize(50);
  }

  @Test
  void listCountsByCauseAndShowMasksTheTexts() {
    put(
        Topics.KNOWLEDGE_CHANGED,
        "t/d1",
        "{\"tenant_id\":\"t\",\"name\":\""
            + SECRET
            + "\",\"parts\":[{\"content\":\""
            + SECRET
            + "\"}],\"version\":7}",
        1);
    put(Topics.KNOWLEDGE_CHANGED, "t/d2", SECRET, 0);

    desk.list();
    desk.show("knowledge.changed", Optional.empty(), 10);

    assertThat(text())
        .contains("knowledge.changed", "{invalid_event=2}")
        .contains("\"tenant_id\":\"t\"", "\"version\":7", "…(", "bytes that are not JSON")
        .contains("replayed 1 times", "not an event")
        .doesNotContain("13800000000", "电话");
  }

  @Test
  void letterOfAnotherTopicIsLeftAlone() {
    send(
        Topics.deadLetter(Topics.CONVERSATION_EVENT),
        "t/x",
        "{}",
        Map.of(Topics.HEADER_DLQ_SOURCE_TOPIC, "message.in"));

    boolean all = desk.replay("conversation.event", Optional.empty(), 10, false);

    assertThat(all).isFalse();
    assertThat(read(Topics.CONVERSATION_EVENT)).isEmpty();
  }

  @Test
  void unknownTopicSaysWhatThereIs() {
    assertThatThrownBy(() -> desk.replay("messages", Optional.empty(), 10, false))
        .isInstanceOf(DeadLetterException.class)
        .hasMessageContaining("message.in");
    assertThatThrownBy(() -> new DeadLetterBox("nonsense").summaries())
        .isInstanceOf(DeadLetterException.class)
        .hasMessageContaining("--bootstrap");
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void put(String topic, String key, String value, int replays) {
    Map<String, String> headers =
        new java.util.HashMap<>(
            Map.of(
                "traceparent",
                "00-trace",
                Topics.HEADER_DLQ_SOURCE_TOPIC,
                topic,
                Topics.HEADER_DLQ_SOURCE_PARTITION,
                "0",
                Topics.HEADER_DLQ_SOURCE_OFFSET,
                "12",
                Topics.HEADER_DLQ_CONSUMER,
                "stats",
                Topics.HEADER_DLQ_ERROR_CODE,
                "invalid_event",
                Topics.HEADER_DLQ_ERROR,
                "not an event"));
    if (replays > 0) {
      headers.put(Topics.HEADER_DLQ_REPLAYS, Integer.toString(replays));
    }
    send(Topics.deadLetter(topic), key, value, headers);
  }

  private static void send(String topic, String key, String value, Map<String, String> headers) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
            new StringSerializer(),
            new StringSerializer())) {
      ProducerRecord<String, String> record = new ProducerRecord<>(topic, key, value);
      headers.forEach(
          (name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
      producer.send(record);
    }
  }

  /** All records of a topic. */
  private static List<ConsumerRecord<String, String>> read(String topic) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, String>> records = new ArrayList<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < end.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
