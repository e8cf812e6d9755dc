package io.kefu.local.backends.kafka;

import io.kefu.local.backends.BackendException;
import io.kefu.local.backends.Ports;
import io.kefu.local.backends.process.ChildProgram;
import io.kefu.local.backends.process.Guardian;
import io.kefu.local.backends.process.RunFile;
import io.kefu.local.backends.process.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The broker in a JVM of its own, so that it can be killed alone. */
public final class KafkaProcess implements KafkaBackend {

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
  private static final List<String> JVM_FLAGS =
      List.of("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final KafkaSettings settings;
  private final String classPath;
  private final Guardian guardian;
  private ChildProgram program;

  private KafkaProcess(KafkaSettings settings, String classPath, Guardian guardian) {
    this.settings = settings;
    this.classPath = classPath;
    this.guardian = guardian;
  }

  /**
   * Starts the broker and creates missing topics.
   *
   * @param classPath holds this module and what it needs, usually that of the running JVM
   * @throws BackendException when it does not come up
   */
  public static KafkaProcess start(KafkaSettings settings, String classPath, Guardian guardian) {
    var kafka = new KafkaProcess(settings, classPath, guardian);
    kafka.boot();
    return kafka;
  }

  private synchronized void boot() {
    try {
      Files.createDirectories(settings.directory());
      var runFile = new RunFile(settings.directory().resolve("kafka.run"));
      runFile.stopOrphan(StopSignal.TERM, STOP_PATIENCE);
      Ports.claim(name(), settings.port(), "the Kafka port setting");
      program =
          ChildProgram.start(
              new ChildProgram.Spec(
                  name(),
                  "java",
                  command(),
                  Map.of(),
                  settings.directory(),
                  settings.log(),
                  runFile,
                  StopSignal.TERM,
                  STOP_PATIENCE),
              guardian);
    } catch (IOException e) {
      throw new BackendException("Kafka could not be started in " + settings.directory(), e);
    }
    program.awaitReady(() -> !Ports.isFree(settings.port()), settings.startTimeout());
    KafkaTopics.ensure(bootstrapServers(), settings.partitions(), settings.startTimeout());
  }

  private List<String> command() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.add("-cp");
    command.add(classPath);
    command.add(KafkaMain.class.getName());
    command.add(settings.directory().toAbsolutePath().toString());
    command.add(Integer.toString(settings.port()));
    command.add(Integer.toString(settings.controllerPort()));
    return command;
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
  public synchronized OptionalLong pid() {
    return isRunning() ? OptionalLong.of(program.pid()) : OptionalLong.empty();
  }

  @Override
  public synchronized boolean isRunning() {
    return program != null && program.isAlive();
  }

  @Override
  public synchronized void kill() {
    if (program != null) {
      program.kill();
    }
  }

  @Override
  public synchronized void restart() {
    close();
    boot();
  }

  @Override
  public synchronized void close() {
    if (program != null) {
      program.stop();
      program = null;
    }
  }
}
