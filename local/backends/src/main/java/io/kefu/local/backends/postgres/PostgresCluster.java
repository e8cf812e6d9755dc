package io.kefu.local.backends.postgres;

import io.kefu.local.backends.BackendException;
import io.kefu.local.backends.UnpackFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The data folder of PostgreSQL: made once, and freed of what a crash leaves behind. */
final class PostgresCluster {

  private static final long INIT_SECONDS = 120;

  private final PostgresBinaries binaries;
  private final PostgresUser user;
  private final PostgresServer.Settings settings;

  PostgresCluster(PostgresBinaries binaries, PostgresUser user, PostgresServer.Settings settings) {
    this.binaries = binaries;
    this.user = user;
    this.settings = settings;
  }

  /**
   * Runs {@code initdb} where there is no data yet. It counts as done only when our marker is
   * there: what a crash in between leaves is thrown away, as nothing can have been stored in it.
   */
  void initialise(String superuserPassword) throws IOException {
    Path marker = settings.directory().resolve("initialised");
    if (Files.exists(marker)) {
      return;
    }
    UnpackFolder.delete(settings.data());
    Path passwordFile = settings.directory().resolve("superuser.tmp");
    Files.deleteIfExists(passwordFile);
    Files.createFile(
        passwordFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(passwordFile, superuserPassword + "\n");
    try {
      user.own(settings.directory());
      run(initCommand(passwordFile));
    } finally {
      Files.deleteIfExists(passwordFile);
    }
    // Nobody gets in without a password, not even from this machine.
    Files.writeString(
        settings.data().resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
    Files.writeString(marker, "PostgreSQL 18\n");
  }

  private List<String> initCommand(Path passwordFile) {
    var command = new ArrayList<String>();
    command.add(binaries.program("initdb").toString());
    command.add("--pgdata=" + settings.data().toAbsolutePath());
    command.add("--username=postgres");
    command.add("--pwfile=" + passwordFile.toAbsolutePath());
    command.add("--auth=scram-sha-256");
    command.add("--encoding=UTF8");
    if (System.getProperty("os.name").startsWith("Linux")) {
      command.add("--locale=C.UTF-8");
    } else {
      command.addAll(
          List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
    }
    command.add("--no-instructions");
    if (!settings.durable()) {
      command.add("--no-sync");
    }
    return command;
  }

  private void run(List<String> command) throws IOException {
    var builder = new ProcessBuilder(user.command(command));
    builder.directory(settings.directory().toFile());
    builder.environment().put("LC_ALL", "C");
    builder.redirectErrorStream(true);
    Path output = settings.log().resolveSibling("postgres-init.log");
    Files.createDirectories(output.toAbsolutePath().getParent());
    builder.redirectOutput(output.toFile());
    Process process = builder.start();
    try {
      if (!process.waitFor(INIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new BackendException("initdb was not done after %d s".formatted(INIT_SECONDS));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new BackendException("initdb was interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new BackendException(
          "PostgreSQL's data folder could not be made (initdb ended with %d):\n  %s"
              .formatted(
                  process.exitValue(),
                  String.join("\n  ", io.kefu.local.backends.process.ProgramLog.tail(output, 12))));
    }
  }

  /**
   * PostgreSQL refuses to start when its lock file names a living process, which after a reboot or
   * in a new container can be anybody. We hold the data directory's lock and have stopped our
   * orphan, so a lock file that names no postgres is stale.
   */
  void removeStaleLock() throws IOException {
    Path lock = settings.data().resolve("postmaster.pid");
    if (!Files.exists(lock)) {
      return;
    }
    Optional<ProcessHandle> holder =
        Files.readAllLines(lock).stream()
            .findFirst()
            .flatMap(PostgresCluster::process)
            .filter(ProcessHandle::isAlive)
            .filter(PostgresCluster::isPostgres);
    if (holder.isPresent() && servesThisFolder(holder.get().pid())) {
      throw new BackendException(
          "PostgreSQL process %d already serves %s and was not started by this run. Stop it with: kill -INT %d"
              .formatted(holder.get().pid(), settings.data(), holder.get().pid()));
    }
    Files.delete(lock);
  }

  private static Optional<ProcessHandle> process(String pid) {
    try {
      return ProcessHandle.of(Long.parseLong(pid.strip()));
    } catch (NumberFormatException broken) {
      return Optional.empty();
    }
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().map(path -> path.endsWith("/postgres")).orElse(true);
  }

  /** PostgreSQL works inside its data folder; where the system does not say, assume the worst. */
  private boolean servesThisFolder(long pid) {
    Path workingDirectory = Path.of("/proc", Long.toString(pid), "cwd");
    try {
      return workingDirectory.toRealPath().equals(settings.data().toRealPath());
    } catch (IOException unknown) {
      return true;
    }
  }

  List<String> serverCommand() {
    var command = new ArrayList<String>();
    command.add(binaries.program("postgres").toString());
    command.addAll(List.of("-D", settings.data().toAbsolutePath().toString()));
    option(command, "listen_addresses", "127.0.0.1");
    option(command, "port", Integer.toString(settings.port()));
    option(command, "unix_socket_directories", "");
    option(command, "max_connections", "200");
    option(command, "shared_buffers", "64MB");
    option(command, "io_method", "sync");
    option(command, "jit", "off");
    // A new database learns of its first rows at once, not after a minute of poor plans.
    option(command, "autovacuum_naptime", "2s");
    option(command, "wal_level", "minimal");
    option(command, "max_wal_senders", "0");
    option(command, "timezone", "UTC");
    option(command, "log_timezone", "UTC");
    option(command, "log_line_prefix", "%m [%p] %u ");
    // A failed statement would carry message texts into the log.
    option(command, "log_min_error_statement", "panic");
    option(command, "log_error_verbosity", "terse");
    if (!settings.durable()) {
      // A commit still reaches the system's file cache (synchronous_commit stays on), so that a
      // kill -9 of PostgreSQL loses nothing; only a power cut would.
      option(command, "fsync", "off");
      option(command, "full_page_writes", "off");
    }
    return user.command(command);
  }

  private static void option(List<String> command, String name, String value) {
    command.add("-c");
    command.add(name + "=" + value);
  }
}
