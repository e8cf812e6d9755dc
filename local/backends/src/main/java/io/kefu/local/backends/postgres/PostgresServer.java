package io.kefu.local.backends.postgres;

import io.kefu.local.backends.Backend;
import io.kefu.local.backends.BackendException;
import io.kefu.local.backends.Ports;
import io.kefu.local.backends.SecretFile;
import io.kefu.local.backends.process.ChildProgram;
import io.kefu.local.backends.process.Guardian;
import io.kefu.local.backends.process.RunFile;
import io.kefu.local.backends.process.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * PostgreSQL as a child process: loopback only, every login with a generated password, one role and
 * schema per service. Safe for use by several threads.
 */
public final class PostgresServer implements Backend {

  /** The services' schemas (design.md §6). */
  public static final List<String> SCHEMAS =
      List.of("gateway", "message", "ai", "rag", "erp", "stats");

  /**
   * Where an ordinary stop becomes a forced one: the checkpoint of a busy database takes a while.
   */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

  private static final String SUPERUSER = "postgres";

  private final Settings settings;
  private final Guardian guardian;
  private final Map<String, Role> roles = new LinkedHashMap<>();
  private final String superuserPassword;
  private ChildProgram program;

  /**
   * How to run it.
   *
   * @param directory its data
   * @param log its log file
   * @param port the port on 127.0.0.1
   * @param secrets where the generated passwords are kept
   * @param durable whether a commit waits for the disk
   * @param startTimeout until it answers
   */
  public record Settings(
      Path directory,
      Path log,
      int port,
      SecretFile secrets,
      boolean durable,
      Duration startTimeout) {

    Path data() {
      return directory.resolve("data");
    }
  }

  private PostgresServer(Settings settings, Guardian guardian) {
    this.settings = settings;
    this.guardian = guardian;
    this.superuserPassword = settings.secrets().get("postgres.superuser");
    for (String schema : SCHEMAS) {
      String user = "kefu_" + schema;
      roles.put(schema, new Role(schema, user, settings.secrets().get("postgres." + user)));
    }
  }

  /**
   * Starts PostgreSQL and waits until the database, schemas and roles are there.
   *
   * @throws BackendException when it does not come up
   */
  public static PostgresServer start(Settings settings, Guardian guardian) {
    var server = new PostgresServer(settings, guardian);
    server.boot();
    return server;
  }

  private synchronized void boot() {
    try {
      Files.createDirectories(settings.directory());
      var runFile = new RunFile(settings.directory().resolve("postgres.run"));
      runFile.stopOrphan(StopSignal.INT, STOP_PATIENCE);
      Ports.claim(name(), settings.port(), "the PostgreSQL port setting");
      var binaries = PostgresBinaries.unpack();
      var user = PostgresUser.choose();
      var cluster = new PostgresCluster(binaries, user, settings);
      cluster.initialise(superuserPassword);
      cluster.removeStaleLock();
      program =
          ChildProgram.start(
              new ChildProgram.Spec(
                  name(),
                  "postgres",
                  cluster.serverCommand(),
                  Map.of("LC_ALL", "C", "PGTZ", "UTC"),
                  settings.directory(),
                  settings.log(),
                  runFile,
                  StopSignal.INT,
                  STOP_PATIENCE),
              guardian);
      program.awaitReady(() -> answers(), settings.startTimeout());
      setUp();
    } catch (IOException | SQLException e) {
      close();
      throw new BackendException(
          "PostgreSQL could not be started in %s (%s)"
              .formatted(settings.directory(), e.getMessage()),
          e);
    }
  }

  private boolean answers() {
    try (Connection ignored = connect("postgres")) {
      return ignored.isValid(5);
    } catch (SQLException notYet) {
      if ("28P01".equals(notYet.getSQLState())) {
        throw new BackendException(
            "The data in %s was made with other passwords than those in %s. Restore that file, or delete the data directory to begin anew."
                .formatted(settings.data(), settings.secrets()));
      }
      return false;
    }
  }

  private void setUp() throws SQLException {
    try (Connection maintenance = connect("postgres")) {
      PostgresSetup.createDatabase(maintenance);
    }
    try (Connection database = connect(PostgresSetup.DATABASE)) {
      PostgresSetup.createSchemas(database, List.copyOf(roles.values()));
    }
  }

  private Connection connect(String database) throws SQLException {
    var source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"127.0.0.1"});
    source.setPortNumbers(new int[] {settings.port()});
    source.setDatabaseName(database);
    source.setUser(SUPERUSER);
    source.setPassword(superuserPassword);
    source.setConnectTimeout(5);
    source.setApplicationName("kefu-local-backends");
    return source.getConnection();
  }

  /** {@code jdbc:postgresql://127.0.0.1:port/kefu}, without login. */
  public String jdbcUrl() {
    return "jdbc:" + reactiveUrl();
  }

  /** {@code postgresql://127.0.0.1:port/kefu}, without login. */
  public String reactiveUrl() {
    return "postgresql://127.0.0.1:" + settings.port() + "/" + PostgresSetup.DATABASE;
  }

  /**
   * The login of the service that owns the schema.
   *
   * @throws IllegalArgumentException for a schema that is not in {@link #SCHEMAS}
   */
  public Role role(String schema) {
    Role role = roles.get(schema);
    if (role == null) {
      throw new IllegalArgumentException("no schema " + schema + "; there are " + SCHEMAS);
    }
    return role;
  }

  /**
   * The superuser's login, for checks and repairs from outside of the services: row-level security
   * does not hold it back.
   */
  public Role superuser() {
    return new Role("public", SUPERUSER, superuserPassword);
  }

  @Override
  public String name() {
    return "PostgreSQL";
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
