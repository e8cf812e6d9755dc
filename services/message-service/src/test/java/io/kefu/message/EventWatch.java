package io.kefu.message;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.contracts.Topics;
import io.kefu.contracts.event.ConversationEvent;
import io.kefu.contracts.event.CustomerEvent;
import io.kefu.contracts.event.ErpDirection;
import io.kefu.contracts.event.ErpSync;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Plays those who listen to what message-service tells, and erp-sync. */
@ApplicationScoped
public class EventWatch {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ObjectMapper json;
  private final KafkaProducer<String, byte[]> producer;
  private final List<ConsumerRecord<String, byte[]>> seen = new CopyOnWriteArrayList<>();
  private volatile boolean reading = true;

  EventWatch(ObjectMapper json, @ConfigProperty(name = "kafka.bootstrap.servers") String kafka) {
    this.json = json;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka), new StringSerializer(), new ByteArraySerializer());
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try (KafkaConsumer<String, byte[]> consumer =
                  new KafkaConsumer<>(
                      Map.of(
                          "bootstrap.servers",
                          kafka,
                          "group.id",
                          "watch-" + UUID.randomUUID(),
                          "auto.offset.reset",
                          "earliest"),
                      new StringDeserializer(),
                      new ByteArrayDeserializer())) {
                consumer.subscribe(
                    List.of(
                        Topics.ERP_SYNC,
                        Topics.CONVERSATION_EVENT,
                        Topics.CUSTOMER_EVENT,
                        Topics.deadLetter(Topics.ERP_SYNC)));
                while (reading) {
                  consumer.poll(Duration.ofMillis(50)).forEach(seen::add);
                }
              }
            });
  }

  @PreDestroy
  void close() {
    reading = false;
    producer.close();
  }

  /** Events about a tenant's conversations so far, in the order of their partition. */
  public List<ConversationEvent> conversations(String tenantId) {
    return of(Topics.CONVERSATION_EVENT, tenantId, ConversationEvent.class);
  }

  /** Waits until what became of a tenant's customers is as wished. */
  public List<CustomerEvent> awaitCustomers(String tenantId, Predicate<List<CustomerEvent>> wish) {
    return Awaitility.await("customers of " + tenantId)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> of(Topics.CUSTOMER_EVENT, tenantId, CustomerEvent.class), wish);
  }

  /** What the ERP was told of a tenant's customers so far. */
  public List<ErpSync> toErp(String tenantId) {
    return of(Topics.ERP_SYNC, tenantId, ErpSync.class).stream()
        .filter(event -> event.direction() == ErpDirection.TO_ERP)
        .toList();
  }

  /** Dead letters of erp.sync of a tenant. */
  public List<ErpSync> deadErp(String tenantId) {
    return of(Topics.deadLetter(Topics.ERP_SYNC), tenantId, ErpSync.class);
  }

  /** Waits until events of a tenant's conversations are as wished. */
  public List<ConversationEvent> awaitConversations(
      String tenantId, Predicate<List<ConversationEvent>> wish) {
    return Awaitility.await("events of " + tenantId)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> conversations(tenantId), wish);
  }

  /** Waits until what the ERP was told is as wished. */
  public List<ErpSync> awaitToErp(String tenantId, Predicate<List<ErpSync>> wish) {
    return Awaitility.await("erp.sync of " + tenantId)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> toErp(tenantId), wish);
  }

  /** erp-sync tells what the ERP won. */
  public void fromErp(
      String tenantId, String customerId, long version, Map<String, Object> fields) {
    ErpSync event =
        new ErpSync(
            UUID.randomUUID(),
            tenantId,
            Instant.now(),
            1,
            customerId,
            ErpDirection.FROM_ERP,
            "pulled",
            version,
            fields);
    try {
      producer.send(
          new ProducerRecord<>(
              Topics.ERP_SYNC, tenantId + '/' + customerId, json.writeValueAsBytes(event)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> List<T> of(String topic, String tenantId, Class<T> type) {
    return seen.stream()
        .filter(record -> record.topic().equals(topic))
        .filter(record -> record.key() != null && record.key().startsWith(tenantId + '/'))
        .map(record -> read(record.value(), type))
        .toList();
  }

  private <T> T read(byte[] value, Class<T> type) {
    try {
      return json.readValue(value, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
