package io.kefu.gateway.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** The other end of the topics: sees what the gateway writes from now on, and writes to it. */
public final class TopicTail implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> TOPICS = List.of("message.in", "agent.event");

  private record Seen(String topic, JsonNode event) {}

  private final KafkaConsumer<String, byte[]> consumer;
  private final KafkaProducer<String, String> producer;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean stopping;

  public TopicTail(String bootstrapServers) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
            new StringSerializer(),
            new StringSerializer());
    List<TopicPartition> partitions =
        TOPICS.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.endOffsets(partitions).forEach(consumer::seek);
    thread = Thread.ofPlatform().name("topic-tail").daemon().start(this::read);
  }

  private void read() {
    while (!stopping) {
      consumer
          .poll(Duration.ofMillis(50))
          .forEach(
              event -> {
                ObjectNode read = parse(event.value());
                read.put("@key", event.key());
                seen.add(new Seen(event.topic(), read));
              });
    }
    consumer.close();
  }

  private static ObjectNode parse(byte[] value) {
    try {
      return (ObjectNode) JSON.readTree(new String(value, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  public List<JsonNode> seen(String topic) {
    return seen.stream().filter(s -> s.topic().equals(topic)).map(Seen::event).toList();
  }

  public JsonNode await(String topic, Predicate<JsonNode> condition) {
    return Awaitility.await(topic)
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> seen(topic).stream().filter(condition).findFirst().orElse(null),
            found -> found != null);
  }

  public void send(String topic, String key, String value) {
    try {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes without waiting; {@link #flush} does. */
  public void post(String topic, String key, String value) {
    producer.send(new ProducerRecord<>(topic, key, value));
  }

  public void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
