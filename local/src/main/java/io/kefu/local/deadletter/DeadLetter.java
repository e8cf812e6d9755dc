package io.kefu.local.deadletter;

import io.kefu.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A record that was put aside, whole and with its cause.
 *
 * @param letter the record of the dead-letter topic
 */
record DeadLetter(ConsumerRecord<byte[], byte[]> letter) {

  private static final List<String> OURS =
      List.of(
          Topics.HEADER_DLQ_SOURCE_TOPIC,
          Topics.HEADER_DLQ_SOURCE_PARTITION,
          Topics.HEADER_DLQ_SOURCE_OFFSET,
          Topics.HEADER_DLQ_CONSUMER,
          Topics.HEADER_DLQ_ERROR_CODE,
          Topics.HEADER_DLQ_ERROR,
          Topics.HEADER_DLQ_REPLAYS);

  Instant at() {
    return Instant.ofEpochMilli(letter.timestamp());
  }

  String key() {
    return letter.key() == null ? "" : new String(letter.key(), StandardCharsets.UTF_8);
  }

  /** Where it came from; empty for a record that no service of ours put here. */
  Optional<String> sourceTopic() {
    return header(Topics.HEADER_DLQ_SOURCE_TOPIC);
  }

  String code() {
    return header(Topics.HEADER_DLQ_ERROR_CODE).orElse("unknown");
  }

  String cause() {
    return header(Topics.HEADER_DLQ_ERROR).orElse("");
  }

  String consumer() {
    return header(Topics.HEADER_DLQ_CONSUMER).orElse("unknown");
  }

  /** How often it was replayed and came back; what is no number counts as never. */
  int replays() {
    return header(Topics.HEADER_DLQ_REPLAYS)
        .filter(text -> text.matches("\\d{1,6}"))
        .map(Integer::parseInt)
        .orElse(0);
  }

  /** The record as it was, back on its topic, with one more replay counted. */
  ProducerRecord<byte[], byte[]> again() {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(sourceTopic().orElseThrow(), letter.key(), letter.value());
    Headers headers = record.headers();
    for (Header header : letter.headers()) {
      if (!OURS.contains(header.key())) {
        headers.add(header);
      }
    }
    headers.add(
        Topics.HEADER_DLQ_REPLAYS,
        Integer.toString(replays() + 1).getBytes(StandardCharsets.UTF_8));
    return record;
  }

  private Optional<String> header(String name) {
    return Optional.ofNullable(letter.headers().lastHeader(name))
        .map(Header::value)
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }
}
