package io.kefu.local.backends.kafka;

import io.kefu.local.backends.Backend;

/** A Kafka node with all topics of the contracts. */
public sealed interface KafkaBackend extends Backend permits KafkaInProcess, KafkaProcess {

  /** What clients connect to, {@code 127.0.0.1:port}. */
  String bootstrapServers();

  @Override
  default String name() {
    return "Kafka";
  }
}
