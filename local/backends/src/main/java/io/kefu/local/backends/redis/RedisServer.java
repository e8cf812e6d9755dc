package io.kefu.local.backends.redis;

import io.kefu.local.backends.Backend;
import io.kefu.local.backends.BackendException;
import io.kefu.local.backends.Ports;
import io.kefu.local.backends.process.ChildProgram;
import io.kefu.local.backends.process.Guardian;
import io.kefu.local.backends.process.RunFile;
import io.kefu.local.backends.process.StopSignal;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Redis 6.2 as a child process: loopback only, with a password, its data in an append-only file so
 * that a restart finds it again.
 */
public final class RedisServer implements Backend {

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

  private final Settings settings;
  private final Guardian guardian;
  private ChildProgram program;

  /**
   * How to run it.
   *
   * @param directory its data
   * @param log its log file
   * @param port the port on 127.0.0.1
   * @param password of the default user
   * @param persistent whether data survives a restart
   * @param startTimeout until it answers
   */
  public record Settings(
      Path directory,
      Path log,
      int port,
      String password,
      boolean persistent,
      Duration startTimeout) {

    @Override
    public String toString() {
      return "RedisServer.Settings[directory=" + directory + ", port=" + port + "]";
    }
  }

  private RedisServer(Settings settings, Guardian guardian) {
    this.settings = settings;
    this.guardian = guardian;
  }

  /**
   * Starts Redis and waits until it answers.
   *
   * @throws BackendException when it does not come up
   */
  public static RedisServer start(Settings settings, Guardian guardian) {
    var server = new RedisServer(settings, guardian);
    server.boot();
    return server;
  }

  private synchronized void boot() {
    try {
      Files.createDirectories(settings.directory());
      var runFile = new RunFile(settings.directory().resolve("redis.run"));
      runFile.stopOrphan(StopSignal.TERM, STOP_PATIENCE);
      Ports.claim("Redis", settings.port(), "the Redis port setting");
      Path config = writeConfig();
      program =
          ChildProgram.start(
              new ChildProgram.Spec(
                  name(),
                  "redis-server",
                  List.of(RedisBinary.unpack().toString(), config.toString()),
                  Map.of("LC_ALL", "C"),
                  settings.directory(),
                  settings.log(),
                  runFile,
                  StopSignal.TERM,
                  STOP_PATIENCE),
              guardian);
      program.awaitReady(this::answers, settings.startTimeout());
    } catch (IOException e) {
      throw new BackendException("Redis could not be started in " + settings.directory(), e);
    }
  }

  /** A file, as the command line with the password would be readable by every user. */
  private Path writeConfig() throws IOException {
    Path file = settings.directory().resolve("redis.conf");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        file,
        """
        bind 127.0.0.1
        port %d
        requirepass %s
        dir "%s"
        daemonize no
        save ""
        appendonly %s
        appendfsync everysec
        tcp-backlog 128
        maxmemory 128mb
        maxmemory-policy volatile-lru
        """
            .formatted(
                settings.port(),
                settings.password(),
                settings.directory().toAbsolutePath(),
                settings.persistent() ? "yes" : "no"));
    return file;
  }

  private boolean answers() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", settings.port()), 500);
      socket.setSoTimeout(2000);
      socket
          .getOutputStream()
          .write(
              ("AUTH " + settings.password() + "\r\nPING\r\n").getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String expected = "+OK\r\n+PONG\r\n";
      return new String(in.readNBytes(expected.length()), StandardCharsets.US_ASCII)
          .equals(expected);
    } catch (IOException notYet) {
      return false;
    }
  }

  /** {@code redis://:password@127.0.0.1:port}: holds the password, so never log it. */
  public String uri() {
    return "redis://:" + settings.password() + "@127.0.0.1:" + settings.port();
  }

  /** The password of the default user. */
  public String password() {
    return settings.password();
  }

  @Override
  public String name() {
    return "Redis";
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
