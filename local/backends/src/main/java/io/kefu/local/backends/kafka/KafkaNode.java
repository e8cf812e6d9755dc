package io.kefu.local.backends.kafka;

import io.kefu.local.backends.BackendException;
import io.kefu.local.backends.UnpackFolder;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** The broker and controller in this JVM: formats its folder on first use, starts, stops. */
final class KafkaNode {

  private final KafkaRaftServer server;

  private KafkaNode(KafkaRaftServer server) {
    this.server = server;
  }

  static KafkaNode start(KafkaSettings settings) {
    try {
      format(settings);
      var node =
          new KafkaNode(
              new KafkaRaftServer(new KafkaConfig(settings.brokerProperties()), Time.SYSTEM));
      node.server.startup();
      return node;
    } catch (BackendException e) {
      throw e;
    } catch (Exception e) {
      throw new BackendException(
          "Kafka could not be started in %s (%s)".formatted(settings.directory(), e.getMessage()),
          e);
    }
  }

  /**
   * A folder counts as formatted only when the last step of formatting, our own marker, is there: a
   * crash in between leaves a folder without data that is formatted anew.
   */
  private static void format(KafkaSettings settings) throws Exception {
    Path marker = settings.directory().resolve("formatted");
    if (Files.exists(marker)) {
      return;
    }
    UnpackFolder.delete(settings.logDirectory());
    Files.createDirectories(settings.logDirectory());
    String directory = settings.logDirectory().toAbsolutePath().toString();
    String clusterId = Uuid.randomUuid().toString();
    new Formatter()
        .setClusterId(clusterId)
        .setNodeId(KafkaSettings.NODE_ID)
        .setControllerListenerName(KafkaSettings.CONTROLLER_LISTENER)
        .setMetadataLogDirectory(directory)
        .addDirectory(directory)
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setUnstableFeatureVersionsEnabled(false)
        .setIgnoreFormatted(false)
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .run();
    Files.writeString(marker, clusterId + "\n");
  }

  void stop() {
    server.shutdown();
    server.awaitShutdown();
  }
}
