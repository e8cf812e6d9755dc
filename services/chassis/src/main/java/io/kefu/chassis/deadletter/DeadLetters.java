package io.kefu.chassis.deadletter;

import io.kefu.contracts.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Puts a record that cannot be processed aside, whole and with its cause, so that nothing is lost
 * in silence (design.md, promise 6). The record keeps its key, value and headers and can be
 * replayed as it is.
 */
@ApplicationScoped
public class DeadLetters {

  private static final Logger LOG = Logger.getLogger(DeadLetters.class);

  private final Producer<byte[], byte[]> producer;
  private final String consumer;
  private final MeterRegistry metrics;

  /** Opens a producer of its own, with the durability every Kefu producer has. */
  public DeadLetters(
      @Identifier("default-kafka-broker") Map<String, Object> broker,
      @ConfigProperty(name = "quarkus.application.name") String service,
      MeterRegistry metrics) {
    Map<String, Object> settings = new HashMap<>(broker);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, service + "-dead-letters");
    settings.remove(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG);
    settings.remove(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.consumer = service;
    this.metrics = metrics;
  }

  /**
   * Completes when Kafka has the dead letter; only then may the source record's offset be
   * committed. Fails when Kafka does not take it.
   *
   * @param source the record as it was received
   * @param code stable code of the cause
   * @param cause the cause in words, without message text
   */
  public Uni<Void> put(ConsumerRecord<byte[], byte[]> source, String code, String cause) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(Topics.deadLetter(source.topic()), source.key(), source.value());
    for (Header header : source.headers()) {
      letter.headers().add(header);
    }
    header(letter, Topics.HEADER_DLQ_SOURCE_TOPIC, source.topic());
    header(letter, Topics.HEADER_DLQ_SOURCE_PARTITION, Integer.toString(source.partition()));
    header(letter, Topics.HEADER_DLQ_SOURCE_OFFSET, Long.toString(source.offset()));
    header(letter, Topics.HEADER_DLQ_CONSUMER, consumer);
    header(letter, Topics.HEADER_DLQ_ERROR_CODE, code);
    header(letter, Topics.HEADER_DLQ_ERROR, cause);
    LOG.warnf(
        "dead letter: topic=%s partition=%d offset=%d code=%s cause=%s",
        source.topic(), source.partition(), source.offset(), code, cause);
    metrics.counter("error_count_total", "code", code, "topic", source.topic()).increment();
    metrics.counter("dead_letter", "code", code, "topic", source.topic()).increment();
    // send() may wait for metadata: never on the event loop.
    return Uni.createFrom()
        .<Void>emitter(
            emitter ->
                producer.send(
                    letter,
                    (metadata, failure) -> {
                      if (failure == null) {
                        emitter.complete(null);
                      } else {
                        emitter.fail(failure);
                      }
                    }))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  @PreDestroy
  void close() {
    producer.close();
  }

  private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
    letter.headers().remove(name);
    letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
