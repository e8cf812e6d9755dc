package io.kefu.local.backends;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A plain Kafka client for the tests. */
final class KafkaProbe {

  private KafkaProbe() {}

  /** Names of the topics that have so many partitions. */
  static List<String> topics(String servers, int partitions) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      var names = admin.listTopics().names().get();
      return admin.describeTopics(names).allTopicNames().get().values().stream()
          .filter(topic -> topic.partitions().size() == partitions)
          .map(topic -> topic.name())
          .toList();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static void send(String servers, String topic, List<String> values) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            servers,
            "acks",
            "all",
            "delivery.timeout.ms",
            30_000,
            "request.timeout.ms",
            5_000);
    try (var producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      var sends =
          values.stream()
              .map(value -> producer.send(new ProducerRecord<>(topic, 0, "key", value)))
              .toList();
      for (var send : sends) {
        send.get();
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** All values of partition 0. */
  static List<String> read(String servers, String topic) {
    Map<String, Object> config = Map.of("bootstrap.servers", servers);
    var partition = new TopicPartition(topic, 0);
    try (var consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      var values = new ArrayList<String>();
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
      return values;
    }
  }
}
