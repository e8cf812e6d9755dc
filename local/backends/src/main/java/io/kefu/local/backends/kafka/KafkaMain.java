package io.kefu.local.backends.kafka;

import java.nio.file.Path;
import java.time.Duration;

/** Runs the broker alone in this JVM until it is told to stop (SIGTERM). */
public final class KafkaMain {

  private KafkaMain() {}

  /** Arguments: data directory, broker port, controller port. */
  public static void main(String[] args) {
    if (args.length != 3) {
      System.err.println("usage: KafkaMain DATA_DIRECTORY PORT CONTROLLER_PORT");
      System.exit(2);
    }
    Path directory = Path.of(args[0]);
    var settings =
        new KafkaSettings(
            directory,
            directory.resolve("kafka.log"),
            Integer.parseInt(args[1]),
            Integer.parseInt(args[2]),
            1,
            Duration.ofSeconds(60));
    KafkaNode node;
    try {
      node = KafkaNode.start(settings);
    } catch (RuntimeException e) {
      System.err.println(e.getMessage());
      System.exit(1);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(node::stop, "kafka-stop"));
    System.out.println("Kafka listens on " + settings.bootstrapServers());
  }
}
