package io.kefu.local.backends;

import io.kefu.local.backends.BackendsConfig.KafkaPlacement;
import io.kefu.local.backends.kafka.KafkaBackend;
import io.kefu.local.backends.kafka.KafkaInProcess;
import io.kefu.local.backends.kafka.KafkaProcess;
import io.kefu.local.backends.kafka.KafkaSettings;
import io.kefu.local.backends.postgres.PostgresServer;
import io.kefu.local.backends.process.Guardian;
import io.kefu.local.backends.process.RunFile;
import io.kefu.local.backends.process.StopSignal;
import io.kefu.local.backends.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Kafka, PostgreSQL and Redis, started side by side.
 *
 * <p>All listen on the loopback address only. With a data directory, what was stored is there again
 * after a restart, also after a kill -9 of any of them or of this process. What an earlier, killed
 * run left running on the same directory is stopped first. When this JVM ends in whatever way, so
 * do they. Safe for use by several threads.
 */
public final class EmbeddedBackends implements AutoCloseable {

  private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(20);

  private final DataDirectory directory;
  private final Guardian guardian;
  private final Thread shutdownHook = new Thread(this::stop, "kefu-backends-stop");
  private KafkaBackend kafka;
  private PostgresServer postgres;
  private RedisServer redis;
  private boolean stopped;

  private EmbeddedBackends(DataDirectory directory, Guardian guardian) {
    this.directory = directory;
    this.guardian = guardian;
  }

  /**
   * Starts all three and returns when all can be used: the database {@code kefu} with its schemas
   * and roles, and all topics of the contracts with their dead letters, exist.
   *
   * @throws PortTakenException when a chosen port is in use
   * @throws BackendException when the directory is in use or a back end does not come up; nothing
   *     is left running
   */
  public static EmbeddedBackends start(BackendsConfig config) {
    DataDirectory directory = DataDirectory.open(config);
    EmbeddedBackends backends;
    try {
      backends = new EmbeddedBackends(directory, Guardian.start());
    } catch (IOException e) {
      directory.close();
      throw new BackendException("The guardian of the child processes could not be started", e);
    }
    Runtime.getRuntime().addShutdownHook(backends.shutdownHook);
    try {
      backends.boot(config);
      return backends;
    } catch (RuntimeException e) {
      backends.close();
      throw e;
    }
  }

  private void boot(BackendsConfig config) {
    Path data = directory.path();
    Path logs = config.logDirectory().orElse(data.resolve("logs")).toAbsolutePath();
    var secrets = SecretFile.open(data.resolve("backends.secrets"));
    stopOrphans(data);
    int kafkaPort = Ports.claim("Kafka", config.kafkaPort(), "the Kafka port setting");
    int postgresPort =
        Ports.claim("PostgreSQL", config.postgresPort(), "the PostgreSQL port setting");
    int redisPort = Ports.claim("Redis", config.redisPort(), "the Redis port setting");
    var kafkaSettings =
        new KafkaSettings(
            data.resolve("kafka"),
            logs.resolve("kafka.log"),
            kafkaPort,
            Ports.findFree(),
            config.partitions(),
            config.startTimeout());
    var postgresSettings =
        new PostgresServer.Settings(
            data.resolve("postgres"),
            logs.resolve("postgres.log"),
            postgresPort,
            secrets,
            config.durable(),
            config.startTimeout());
    var redisSettings =
        new RedisServer.Settings(
            data.resolve("redis"),
            logs.resolve("redis.log"),
            redisPort,
            secrets.get("redis"),
            !directory.isTemporary(),
            config.startTimeout());
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      var starts = new ArrayList<Future<?>>();
      starts.add(threads.submit(task(() -> kafka = startKafka(config, kafkaSettings))));
      starts.add(
          threads.submit(task(() -> postgres = PostgresServer.start(postgresSettings, guardian))));
      starts.add(threads.submit(task(() -> redis = RedisServer.start(redisSettings, guardian))));
      awaitAll(starts);
    }
  }

  private static Callable<Object> task(Callable<Object> start) {
    return start;
  }

  private KafkaBackend startKafka(BackendsConfig config, KafkaSettings settings) {
    return config.kafkaPlacement() == KafkaPlacement.IN_PROCESS
        ? KafkaInProcess.start(settings)
        : KafkaProcess.start(settings, System.getProperty("java.class.path"), guardian);
  }

  /** Before the ports are looked at, as an orphan of ours still holds them. */
  private static void stopOrphans(Path data) {
    try {
      stopOrphan(data.resolve("kafka/kafka.run"), StopSignal.TERM);
      stopOrphan(data.resolve("postgres/postgres.run"), StopSignal.INT);
      stopOrphan(data.resolve("redis/redis.run"), StopSignal.TERM);
    } catch (IOException e) {
      throw new BackendException("What an earlier run left in " + data + " cannot be cleared", e);
    }
  }

  private static void stopOrphan(Path runFile, StopSignal signal) throws IOException {
    new RunFile(runFile).stopOrphan(signal, ORPHAN_PATIENCE);
  }

  private static void awaitAll(List<Future<?>> starts) {
    RuntimeException failure = null;
    for (Future<?> start : starts) {
      try {
        start.get();
      } catch (ExecutionException e) {
        RuntimeException cause =
            e.getCause() instanceof BackendException known
                ? known
                : new BackendException("A back end could not be started", e.getCause());
        if (failure == null) {
          failure = cause;
        } else {
          failure.addSuppressed(cause);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BackendException("Starting the back ends was interrupted", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** The running Kafka. */
  public KafkaBackend kafka() {
    return kafka;
  }

  /** The running PostgreSQL. */
  public PostgresServer postgres() {
    return postgres;
  }

  /** The running Redis. */
  public RedisServer redis() {
    return redis;
  }

  /**
   * Takes away the JVM's own shutdown hook: the caller closes this in its hook, after those who use
   * the back ends have stopped.
   */
  public void leaveClosingToCaller() {
    Runtime.getRuntime().removeShutdownHook(shutdownHook);
  }

  /** Where the state lives. */
  public Path dataDirectory() {
    return directory.path();
  }

  /** Stops all three in good order; a temporary data directory is deleted. May be repeated. */
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException alreadyShuttingDown) {
      // Then the hook has nothing left to do.
    }
  }

  private synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      for (Backend backend : new Backend[] {kafka, postgres, redis}) {
        if (backend != null) {
          threads.submit(backend::close);
        }
      }
    }
    guardian.close();
    directory.close();
  }
}
