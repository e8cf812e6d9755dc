package io.kefu.local.backends;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What to start and where. Immutable; begin with {@link #ephemeral()} or {@link #persistent(Path)}
 * and change single settings with the {@code with…} methods.
 *
 * @param dataDirectory where the state lives and survives a restart; empty: a temporary folder that
 *     is deleted on close
 * @param logDirectory where the programs write {@code kafka.log}, {@code postgres.log}, {@code
 *     redis.log}; empty: {@code logs} inside the data directory
 * @param kafkaPort 0 for any free port
 * @param postgresPort 0 for any free port
 * @param redisPort 0 for any free port
 * @param partitions of each topic, at least 1; only for topics that do not exist yet
 * @param kafkaPlacement whether the broker runs in this JVM or in one of its own
 * @param durable whether PostgreSQL waits for the disk at each commit; the state survives a kill -9
 *     of the program either way, a power cut only when true
 * @param startTimeout for each back end
 */
public record BackendsConfig(
    Optional<Path> dataDirectory,
    Optional<Path> logDirectory,
    int kafkaPort,
    int postgresPort,
    int redisPort,
    int partitions,
    KafkaPlacement kafkaPlacement,
    boolean durable,
    Duration startTimeout) {

  /** Where the broker runs. */
  public enum KafkaPlacement {
    /** In the JVM that starts it: less memory, quicker start; it cannot be killed alone. */
    IN_PROCESS,
    /** In a JVM of its own, which can be killed alone. */
    CHILD_PROCESS
  }

  private static final int DEFAULT_PARTITIONS = 6;
  private static final Duration DEFAULT_START_TIMEOUT = Duration.ofSeconds(120);

  /** Checks the ranges. */
  public BackendsConfig {
    requirePort("kafkaPort", kafkaPort);
    requirePort("postgresPort", postgresPort);
    requirePort("redisPort", redisPort);
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions must be at least 1, not " + partitions);
    }
  }

  private static void requirePort(String name, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          name + " must be between 1 and 65535, or 0 for any free port, not " + port);
    }
  }

  /** For tests: temporary folder, free ports, nothing waits for the disk. */
  public static BackendsConfig ephemeral() {
    return new BackendsConfig(
        Optional.empty(),
        Optional.empty(),
        0,
        0,
        0,
        DEFAULT_PARTITIONS,
        KafkaPlacement.IN_PROCESS,
        false,
        DEFAULT_START_TIMEOUT);
  }

  /** State in a folder that outlives the process; free ports. */
  public static BackendsConfig persistent(Path dataDirectory) {
    return new BackendsConfig(
        Optional.of(dataDirectory),
        Optional.empty(),
        0,
        0,
        0,
        DEFAULT_PARTITIONS,
        KafkaPlacement.IN_PROCESS,
        true,
        DEFAULT_START_TIMEOUT);
  }

  /** Changes where the logs go. */
  public BackendsConfig withLogDirectory(Path directory) {
    return new BackendsConfig(
        dataDirectory,
        Optional.of(directory),
        kafkaPort,
        postgresPort,
        redisPort,
        partitions,
        kafkaPlacement,
        durable,
        startTimeout);
  }

  /** Changes all three ports; 0 for any free one. */
  public BackendsConfig withPorts(int kafka, int postgres, int redis) {
    return new BackendsConfig(
        dataDirectory,
        logDirectory,
        kafka,
        postgres,
        redis,
        partitions,
        kafkaPlacement,
        durable,
        startTimeout);
  }

  /** Changes the number of partitions of new topics. */
  public BackendsConfig withPartitions(int count) {
    return new BackendsConfig(
        dataDirectory,
        logDirectory,
        kafkaPort,
        postgresPort,
        redisPort,
        count,
        kafkaPlacement,
        durable,
        startTimeout);
  }

  /** Changes where the broker runs. */
  public BackendsConfig withKafkaPlacement(KafkaPlacement placement) {
    return new BackendsConfig(
        dataDirectory,
        logDirectory,
        kafkaPort,
        postgresPort,
        redisPort,
        partitions,
        placement,
        durable,
        startTimeout);
  }

  /** Changes whether a commit waits for the disk. */
  public BackendsConfig withDurable(boolean waitForDisk) {
    return new BackendsConfig(
        dataDirectory,
        logDirectory,
        kafkaPort,
        postgresPort,
        redisPort,
        partitions,
        kafkaPlacement,
        waitForDisk,
        startTimeout);
  }

  /** Changes how long each back end may take to start. */
  public BackendsConfig withStartTimeout(Duration timeout) {
    return new BackendsConfig(
        dataDirectory,
        logDirectory,
        kafkaPort,
        postgresPort,
        redisPort,
        partitions,
        kafkaPlacement,
        durable,
        timeout);
  }
}
