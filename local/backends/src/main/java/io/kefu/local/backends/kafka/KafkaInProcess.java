package io.kefu.local.backends.kafka;

import io.kefu.local.backends.Ports;
import java.util.OptionalLong;

/** The broker in this JVM. It dies with the JVM and cannot be killed alone. */
public final class KafkaInProcess implements KafkaBackend {

  private final KafkaSettings settings;
  private KafkaNode node;

  private KafkaInProcess(KafkaSettings settings) {
    this.settings = settings;
  }

  /**
   * Starts the broker and creates missing topics.
   *
   * @throws io.kefu.local.backends.BackendException when it does not come up
   */
  public static KafkaInProcess start(KafkaSettings settings) {
    var kafka = new KafkaInProcess(settings);
    kafka.boot();
    return kafka;
  }

  private synchronized void boot() {
    Ports.claim(name(), settings.port(), "the Kafka port setting");
    node = KafkaNode.start(settings);
    KafkaTopics.ensure(bootstrapServers(), settings.partitions(), settings.startTimeout());
  }

  @Override
  public String bootstrapServers() {
    return settings.bootstrapServers();
  }

  @Override
  public int port() {
    return settings.port();
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.empty();
  }

  @Override
  public synchronized boolean isRunning() {
    return node != null;
  }

  @Override
  public void kill() {
    throw new UnsupportedOperationException(
        "This Kafka lives in the JVM that started it; start it with KafkaPlacement.CHILD_PROCESS to kill it alone");
  }

  @Override
  public synchronized void restart() {
    close();
    boot();
  }

  @Override
  public synchronized void close() {
    if (node != null) {
      node.stop();
      node = null;
    }
  }
}
