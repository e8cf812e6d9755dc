package io.kefu.chassis.tracing;

import io.smallrye.reactive.messaging.kafka.Record;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/** A record for an outgoing channel that goes on in a trace. */
public final class TracedRecord {

  private TracedRecord() {}

  /**
   * A record.
   *
   * @param trace its place in a trace as {@code traceparent}; null for none
   */
  public static <K, V> Message<Record<K, V>> of(K key, V value, String trace) {
    RecordHeaders headers = new RecordHeaders();
    TraceContext.into(headers, trace);
    return Message.of(
        Record.of(key, value),
        Metadata.of(OutgoingKafkaRecordMetadata.builder().withHeaders(headers).build()));
  }
}
