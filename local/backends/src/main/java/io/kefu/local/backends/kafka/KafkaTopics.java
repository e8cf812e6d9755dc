package io.kefu.local.backends.kafka;

import io.kefu.contracts.Topics;
import io.kefu.local.backends.BackendException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics of the contracts and their dead letters where they are missing. */
final class KafkaTopics {

  /** Dead letters wait for a person: keep them longer than the broker's seven days. */
  private static final Duration DEAD_LETTER_RETENTION = Duration.ofDays(90);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private KafkaTopics() {}

  /** Also the readiness check: it returns once the broker takes requests and every topic exists. */
  static void ensure(String bootstrapServers, int partitions, Duration timeout) {
    var config = new Properties();
    config.setProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.setProperty(AdminClientConfig.CLIENT_ID_CONFIG, "kefu-local-topics");
    config.setProperty(AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, "50");
    config.setProperty(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "200");
    config.setProperty(AdminClientConfig.RETRY_BACKOFF_MS_CONFIG, "50");
    config.setProperty(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(timeout.toMillis()));
    try (Admin admin = Admin.create(config)) {
      Set<String> existing =
          admin.listTopics().names().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      List<NewTopic> missing =
          topics(partitions).stream().filter(topic -> !existing.contains(topic.name())).toList();
      if (!missing.isEmpty()) {
        create(admin, missing, timeout);
      }
      awaitTopics(admin, partitions, timeout);
    } catch (ExecutionException e) {
      throw new BackendException(
          "Kafka at %s did not get its topics (%s)"
              .formatted(bootstrapServers, e.getCause().getMessage()),
          e);
    } catch (TimeoutException e) {
      throw new BackendException(
          "Kafka at %s did not answer within %d s".formatted(bootstrapServers, timeout.toSeconds()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException("Waiting for Kafka was interrupted", e);
    }
  }

  private static void create(Admin admin, List<NewTopic> topics, Duration timeout)
      throws ExecutionException, InterruptedException, TimeoutException {
    for (var created : admin.createTopics(topics).values().values()) {
      try {
        created.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  /**
   * The controller has made a topic before the broker hears of it; on a busy machine much before.
   */
  private static void awaitTopics(Admin admin, int partitions, Duration timeout)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> names = topics(partitions).stream().map(NewTopic::name).toList();
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      try {
        admin.describeTopics(names).allTopicNames().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() - deadline > 0) {
          throw e;
        }
        LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      }
    }
  }

  static List<NewTopic> topics(int partitions) {
    var topics = new ArrayList<NewTopic>();
    for (String name : Topics.ALL) {
      topics.add(new NewTopic(name, Optional.of(partitions), Optional.empty()));
      topics.add(
          new NewTopic(Topics.deadLetter(name), Optional.of(partitions), Optional.empty())
              .configs(
                  Map.of(
                      TopicConfig.RETENTION_MS_CONFIG,
                      Long.toString(DEAD_LETTER_RETENTION.toMillis()))));
    }
    return topics;
  }
}
