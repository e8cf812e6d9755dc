package io.kefu.local.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.local.backends.Ports;
import io.kefu.local.backends.SecretFile;
import io.kefu.local.backends.postgres.PostgresServer;
import io.kefu.local.backends.postgres.Role;
import io.kefu.local.backends.process.Guardian;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The services' own tables, made by their migrations in a real PostgreSQL: what is restored into a
 * fresh database is, row by row, what was backed up. The store is S3Proxy, which checks signatures.
 */
class BackupTest {

  private static final List<String> DIRECTORY =
      List.of("gateway", "message-service", "ai-service", "rag-service", "erp-sync", "stats");
  private static final Seal.Keys KEYS = Seal.newKeys();

  @TempDir static Path folder;
  private static Guardian guardian;
  private static PostgresServer postgres;
  private static S3Server s3;

  @BeforeAll
  static void start() throws Exception {
    guardian = Guardian.start();
    postgres =
        PostgresServer.start(
            new PostgresServer.Settings(
                folder.resolve("postgres"),
                folder.resolve("postgres.log"),
                Ports.findFree(),
                SecretFile.open(folder.resolve("secrets")),
                false,
                Duration.ofMinutes(2)),
            guardian);
    s3 = S3Server.start(folder, "backups", "files");
    migrate("kefu");
    fill();
  }

  @AfterAll
  static void stop() {
    s3.close();
    postgres.close();
    guardian.close();
  }

  @Test
  void whatIsRestoredIntoAFreshDatabaseIsWhatWasBackedUp() throws Exception {
    fresh("restored");
    migrate("restored");
    Path original = Files.writeString(folder.resolve("original"), "合同.pdf");
    try (ObjectStore store = s3.bucket("backups", "prod");
        ObjectStore files = s3.bucket("files", "");
        ObjectStore otherFiles = new FolderObjects(folder.resolve("files"))) {
      files.put("demo/1", original);
      // Objects of 4 kB, so that tables are cut.
      Backups backups = backups(store, 4096, "2026-11-22T13:00:00Z");

      String id = backups.create(address("kefu"), files, KEYS.recipient());
      backups.restore(id, KEYS.identity(), address("restored"), otherFiles, false);

      assertThat(id).isEqualTo("20261122T130000Z");
      assertThat(contents("restored")).isEqualTo(contents("kefu"));
      assertThat(contents("kefu").get("message.messages")).startsWith("400 ");
      assertThat(store.list("backups/" + id + "/message.messages")).hasSizeGreaterThan(1);
      assertThat(one("restored", "SELECT count(*) FROM message.messages_2025_03")).isEqualTo("400");
      assertThat(folder.resolve("files/demo/1")).hasContent("合同.pdf");
      // Row-level security holds in what was restored, also in partitions that were made.
      try (Connection service = connect("restored", postgres.role("message"))) {
        assertThat(one(service, "SELECT count(*) FROM messages")).isEqualTo("0");
        assertThat(one(service, "SELECT count(*) FROM messages_2025_03")).isEqualTo("0");
        assertThat(one(service, "SELECT set_config('kefu.tenant', 'demo', false)"))
            .isEqualTo("demo");
        assertThat(one(service, "SELECT count(*) FROM messages_2025_03")).isEqualTo("400");
        // Sequences go on where they were.
        assertThat(
                one(
                    service,
                    "INSERT INTO inbox (tenant_id, agent_id, message_id, chat_id, received_at,"
                        + " said_at, state) VALUES ('demo', 'a1', 'new', 'c1', now(), now(),"
                        + " 'PENDING') RETURNING seq"))
            .isEqualTo("401");
      }
      assertThat(backups.verify(id, KEYS.identity())).isGreaterThan(400);
    }
  }

  @Test
  void nobodyReadsItWithoutTheSecretKeyAndNothingOfItCanBeChanged() throws Exception {
    Path place = folder.resolve("tampered");
    try (ObjectStore store = new FolderObjects(place)) {
      Backups backups = backups(store, 1 << 20, "2026-11-22T14:00:00Z");
      String id = backups.create(address("kefu"), null, KEYS.recipient());
      Path object = place.resolve("backups/" + id + "/message.messages.00001.gz.age");
      byte[] data = Files.readAllBytes(object);

      assertThat(new String(data, java.nio.charset.StandardCharsets.UTF_8))
          .startsWith("age-encryption.org/v1")
          .doesNotContain("质保");
      assertThatThrownBy(() -> backups.verify(id, Seal.newKeys().identity()))
          .isInstanceOf(BackupException.class)
          .hasMessageContaining("cannot be decrypted");
      data[data.length / 2] ^= 1;
      Files.write(object, data);
      assertThatThrownBy(() -> backups.verify(id, KEYS.identity()))
          .isInstanceOfAny(IOException.class, BackupException.class);
      Map<String, String> before = contents("kefu");
      assertThatThrownBy(() -> backups.restore(id, KEYS.identity(), address("kefu"), null, true))
          .isInstanceOfAny(IOException.class, BackupException.class);
      assertThat(contents("kefu")).isEqualTo(before);
    }
  }

  @Test
  void onlyWholeBackupsCountAndOldOnesGo() throws Exception {
    Path place = folder.resolve("kept");
    try (ObjectStore store = new FolderObjects(place)) {
      List<String> ids = new ArrayList<>();
      for (int hour = 1; hour <= 3; hour++) {
        ids.add(
            backups(store, 1 << 20, "2026-11-2%dT14:00:00Z".formatted(hour))
                .create(address("kefu"), null, KEYS.recipient()));
      }
      Backups backups = backups(store, 1 << 20, "2026-11-25T14:00:00Z");
      Path cutOff = Files.writeString(folder.resolve("cut-off"), "half");
      store.put("backups/20261120T000000Z/message.messages.00001.gz.age", cutOff);

      backups.keep(2);

      assertThat(backups.list()).isEqualTo(ids.subList(1, 3));
      assertThat(store.list("backups/20261120T000000Z/")).isEmpty();
      assertThatThrownBy(() -> backups.verify(ids.getFirst(), KEYS.identity()))
          .hasMessageContaining("no whole backup");
    }
  }

  @Test
  void aDatabaseInUseOrOfAnotherVersionIsNotOverwritten() throws Exception {
    fresh("other");
    try (ObjectStore store = new FolderObjects(folder.resolve("guard"))) {
      Backups backups = backups(store, 1 << 20, "2026-11-22T15:00:00Z");
      String id = backups.create(address("kefu"), null, KEYS.recipient());

      assertThatThrownBy(() -> backups.restore(id, KEYS.identity(), address("kefu"), null, false))
          .hasMessageContaining("holds rows");
      assertThatThrownBy(() -> backups.restore(id, KEYS.identity(), address("other"), null, false))
          .hasMessageContaining("Run the migrations");
      Role service = postgres.role("message");
      assertThatThrownBy(
              () ->
                  backups.create(
                      new Database.Address(url("kefu"), service.user(), service.password()),
                      null,
                      KEYS.recipient()))
          .hasMessageContaining("does not see every tenant's rows");
    }
  }

  private static Backups backups(ObjectStore store, long objectBytes, String now) {
    Clock clock = InstantSource.fixed(Instant.parse(now)).withZone(ZoneOffset.UTC);
    return new Backups(store, clock, line -> {}, objectBytes);
  }

  private static Database.Address address(String database) {
    Role role = postgres.superuser();
    return new Database.Address(url(database), role.user(), role.password());
  }

  private static String url(String database) {
    return postgres.jdbcUrl().replaceAll("/kefu(\\?|$)", "/" + database + "$1");
  }

  private static Connection connect(String database, Role role) throws SQLException {
    return DriverManager.getConnection(url(database), role.user(), role.password());
  }

  private static void fresh(String database) throws SQLException {
    try (Connection all = connect("kefu", postgres.superuser());
        Statement statement = all.createStatement()) {
      statement.execute("CREATE DATABASE " + database);
    }
    try (Connection own = connect(database, postgres.superuser());
        Statement statement = own.createStatement()) {
      for (String extension : List.of("pg_trgm", "pgcrypto", "btree_gin", "unaccent")) {
        statement.execute("CREATE EXTENSION " + extension + " SCHEMA public");
      }
      for (String schema : Database.SCHEMAS) {
        String user = postgres.role(schema).user();
        statement.execute("GRANT CONNECT ON DATABASE " + database + " TO " + user);
        statement.execute("CREATE SCHEMA " + schema + " AUTHORIZATION " + user);
        statement.execute(
            "ALTER ROLE %s IN DATABASE %s SET search_path = %s, public"
                .formatted(user, database, schema));
      }
    }
  }

  /** As Flyway does it: the files in the order of their versions, each in a transaction. */
  private static void migrate(String database) throws Exception {
    Path root = Path.of(System.getProperty("kefu.root"));
    for (int i = 0; i < DIRECTORY.size(); i++) {
      Path files =
          root.resolve("services/" + DIRECTORY.get(i) + "/src/main/resources/db/migration");
      try (Connection service = connect(database, postgres.role(Database.SCHEMAS.get(i)));
          Statement statement = service.createStatement();
          Stream<Path> all = Files.list(files)) {
        service.setAutoCommit(false);
        statement.execute(
            "CREATE TABLE flyway_schema_history (installed_rank int, version text, success boolean)");
        List<Path> ordered =
            all.filter(file -> file.getFileName().toString().startsWith("V"))
                .sorted(Comparator.comparingInt(BackupTest::version))
                .toList();
        for (Path file : ordered) {
          statement.execute(Files.readString(file));
          statement.execute(
              "INSERT INTO flyway_schema_history VALUES (%1$d, '%1$d', true)"
                  .formatted(version(file)));
          service.commit();
        }
      }
    }
  }

  private static int version(Path file) {
    String name = file.getFileName().toString();
    return Integer.parseInt(name.substring(1, name.indexOf("__")));
  }

  /** Rows of every shape that COPY could lose: nulls, tabs, backslashes, JSON, arrays, bytes. */
  private static void fill() throws SQLException {
    try (Connection service = connect("kefu", postgres.role("message"));
        Statement statement = service.createStatement()) {
      statement.execute("SELECT set_config('kefu.tenant', '*', false)");
      statement.execute("SELECT ensure_message_partition('2025-03-01')");
      statement.execute(
          """
          INSERT INTO customers (tenant_id, customer_id, display_name, tags, notes, sync_told)
          SELECT 'demo', gen_random_uuid(), E'张\\t三\\\\' || i, ARRAY['a,b', 'c"d', ''],
            CASE WHEN i % 2 = 0 THEN E'line\\nline' END, '{"k": [1, null]}'
          FROM generate_series(1, 50) i
          """);
      statement.execute(
          """
          WITH i AS (
            INSERT INTO inbox (tenant_id, agent_id, message_id, chat_id, received_at, said_at, state)
            SELECT 'demo', 'a1', 'm' || i, 'c1', '2025-03-02'::timestamptz + i * interval '1 minute',
              now(), 'PENDING' FROM generate_series(1, 400) i RETURNING *)
          INSERT INTO messages (tenant_id, seq, received_at, agent_id, message_id, chat_id, chat_type,
            chat_name, sender_id, sender_name, content_type, content, said_at, mentioned, own, quote)
          SELECT tenant_id, seq, received_at, agent_id, message_id, chat_id, 'private', 'n', 's', 'n',
            'text', '质保多久？' || encode(sha256(message_id::bytea), 'hex'), said_at, false, false,
            '{"content": "\\\\N"}'
          FROM i
          """);
      statement.execute(
          "INSERT INTO message_search SELECT tenant_id, seq, received_at, message_id, ARRAY[1, 2]"
              + " FROM messages");
    }
    try (Connection service = connect("kefu", postgres.role("rag"));
        Statement statement = service.createStatement()) {
      statement.execute("SELECT set_config('kefu.tenant', '*', false)");
      statement.execute(
          "INSERT INTO embeddings SELECT 'demo', 'bge', 'h' || i, sha256(i::text::bytea)"
              + " FROM generate_series(1, 20) i");
    }
  }

  /** Number of rows and digest of every table. */
  private static Map<String, String> contents(String database) throws SQLException {
    Map<String, String> contents = new TreeMap<>();
    try (Connection all = connect(database, postgres.superuser());
        Statement statement = all.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet found =
          statement.executeQuery(
              "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ("
                  + "'gateway', 'message', 'ai', 'rag', 'erp', 'stats')")) {
        while (found.next()) {
          tables.add(found.getString(1));
        }
      }
      for (String table : tables) {
        contents.put(
            table,
            one(
                all,
                "SELECT count(*) || ' ' || COALESCE(md5(string_agg(t::text, E'\\n' ORDER BY t::text)),"
                    + " '') FROM "
                    + table
                    + " t"));
      }
    }
    return contents;
  }

  private static String one(String database, String sql) throws SQLException {
    try (Connection all = connect(database, postgres.superuser())) {
      return one(all, sql);
    }
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      found.next();
      return found.getString(1);
    }
  }

  /** S3Proxy as a program of its own. */
  private record S3Server(Process process, int port) implements AutoCloseable {

    static S3Server start(Path folder, String... buckets) throws IOException {
      int port;
      try (var free = new java.net.ServerSocket(0)) {
        port = free.getLocalPort();
      }
      for (String bucket : buckets) {
        Files.createDirectories(folder.resolve("s3/" + bucket));
      }
      Path settings = folder.resolve("s3proxy.conf");
      Files.writeString(
          settings,
          """
          s3proxy.endpoint=http://127.0.0.1:%d
          s3proxy.authorization=aws-v4
          s3proxy.identity=kefu-test
          s3proxy.credential=not-a-real-secret
          jclouds.provider=filesystem-nio2
          jclouds.identity=x
          jclouds.credential=x
          jclouds.filesystem.basedir=%s
          """
              .formatted(port, folder.resolve("s3")));
      Process process =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-Xmx96m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-jar",
                  System.getProperty("kefu.root") + "/local/target/s3proxy/s3proxy.jar",
                  "--properties",
                  settings.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("s3proxy.log").toFile())
              .start();
      org.awaitility.Awaitility.await("s3proxy")
          .atMost(Duration.ofMinutes(2))
          .until(
              () -> {
                try (var socket = new java.net.Socket("127.0.0.1", port)) {
                  return socket.isConnected();
                } catch (IOException e) {
                  return false;
                }
              });
      return new S3Server(process, port);
    }

    ObjectStore bucket(String bucket, String prefix) {
      return BackupSettings.of(
              Map.of(
                  "KEFU_BACKUP_TO",
                  "s3://" + bucket + "/" + prefix,
                  "KEFU_BACKUP_S3_ENDPOINT",
                  "http://127.0.0.1:" + port,
                  "KEFU_BACKUP_S3_ACCESS_KEY",
                  "kefu-test",
                  "KEFU_BACKUP_S3_SECRET_KEY",
                  "not-a-real-secret"))
          .store();
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }
}
