package io.kefu.local.backup;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * The platform's schemas in PostgreSQL, as a role that sees every tenant's rows. What the tables
 * look like is not part of a backup: the services' migrations make them.
 */
final class Database implements AutoCloseable {

  /** Schemas of the services. */
  static final List<String> SCHEMAS = List.of("gateway", "message", "ai", "rag", "erp", "stats");

  private static final String HISTORY = "flyway_schema_history";

  /**
   * Where it is.
   *
   * @param url {@code jdbc:postgresql://…}
   * @param username superuser, or a role with BYPASSRLS that owns the tables
   * @param password of the role
   */
  record Address(String url, String username, String password) {

    /** Without the password. */
    @Override
    public String toString() {
      return "Address[url=" + url + ", username=" + username + "]";
    }
  }

  private final Connection connection;

  Database(Address address) {
    try {
      connection =
          DriverManager.getConnection(address.url(), address.username(), address.password());
      connection.setAutoCommit(false);
      if (!yes("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")) {
        connection.close();
        throw new BackupException(
            "The role %s does not see every tenant's rows: use a superuser or one with BYPASSRLS."
                .formatted(address.username()));
      }
      connection.commit();
    } catch (SQLException e) {
      throw failed("The database does not answer", e);
    }
  }

  /** One snapshot for all that is read from now on. */
  void beginReading() throws SQLException {
    run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    run("SET LOCAL row_security = off");
  }

  String version() throws SQLException {
    return one("SHOW server_version").orElse("");
  }

  /** Schemas that are there, with the last migration of each. */
  List<Manifest.Schema> schemas() throws SQLException {
    List<Manifest.Schema> schemas = new ArrayList<>();
    for (String schema : SCHEMAS) {
      if (yes("SELECT to_regclass('" + schema + "." + HISTORY + "') IS NOT NULL")) {
        String version =
            one("SELECT version FROM "
                    + schema
                    + "."
                    + HISTORY
                    + " WHERE success AND version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1")
                .orElse("");
        schemas.add(new Manifest.Schema(schema, version));
      }
    }
    return schemas;
  }

  /** Tables of a schema with their columns and partitions, without rows yet. */
  List<Manifest.Table> tables(String schema) throws SQLException {
    List<Manifest.Table> tables = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT c.relname, (
                SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                  AND a.attgenerated = '')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND c.relname <> ?
            ORDER BY c.relname
            """)) {
      query.setString(1, schema);
      query.setString(2, HISTORY);
      try (ResultSet found = query.executeQuery()) {
        while (found.next()) {
          String[] columns = (String[]) found.getArray(2).getArray();
          tables.add(
              new Manifest.Table(
                  schema,
                  found.getString(1),
                  Arrays.asList(columns),
                  partitions(schema, found.getString(1)),
                  0,
                  0,
                  null,
                  List.of()));
        }
      }
    }
    return tables;
  }

  private List<Manifest.Partition> partitions(String schema, String table) throws SQLException {
    List<Manifest.Partition> partitions = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT p.relname, pg_get_expr(p.relpartbound, p.oid)
            FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
            WHERE i.inhparent = to_regclass(?) ORDER BY p.relname
            """)) {
      query.setString(1, quoted(schema) + "." + quoted(table));
      try (ResultSet found = query.executeQuery()) {
        while (found.next()) {
          partitions.add(new Manifest.Partition(found.getString(1), found.getString(2)));
        }
      }
    }
    return partitions;
  }

  List<Manifest.Sequence> sequences(String schema) throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT sequencename FROM pg_sequences WHERE schemaname = ? ORDER BY sequencename")) {
      query.setString(1, schema);
      try (ResultSet found = query.executeQuery()) {
        while (found.next()) {
          names.add(found.getString(1));
        }
      }
    }
    List<Manifest.Sequence> sequences = new ArrayList<>();
    for (String name : names) {
      try (Statement statement = connection.createStatement();
          ResultSet found =
              statement.executeQuery(
                  "SELECT last_value, is_called FROM " + quoted(schema) + "." + quoted(name))) {
        found.next();
        sequences.add(new Manifest.Sequence(schema, name, found.getLong(1), found.getBoolean(2)));
      }
    }
    return sequences;
  }

  /** Writes the rows of a table; gives their number. */
  long copyOut(Manifest.Table table, java.io.OutputStream to) throws IOException {
    try {
      return copies()
          .copyOut(
              "COPY (SELECT %s FROM %s.%s) TO STDOUT"
                  .formatted(columns(table), quoted(table.schema()), quoted(table.name())),
              to);
    } catch (SQLException e) {
      throw failed("The table " + table.name() + " cannot be read", e);
    }
  }

  /** Reads the rows of a table; gives their number. */
  long copyIn(Manifest.Table table, java.io.InputStream from) throws IOException {
    try {
      return copies()
          .copyIn(
              "COPY %s.%s (%s) FROM STDIN"
                  .formatted(quoted(table.schema()), quoted(table.name()), columns(table)),
              from);
    } catch (SQLException e) {
      throw failed("The table " + table.name() + " cannot be written", e);
    }
  }

  private static String columns(Manifest.Table table) {
    return String.join(", ", table.columns().stream().map(Database::quoted).toList());
  }

  private CopyManager copies() throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }

  /** Triggers and foreign keys wait until all rows are there: they were checked when written. */
  void beginWriting() throws SQLException {
    run("SET LOCAL session_replication_role = replica");
    run("SET LOCAL row_security = off");
  }

  /** Empties tables, all at once. */
  void truncate(List<Manifest.Table> tables) throws SQLException {
    run(
        "TRUNCATE "
            + String.join(
                ", ",
                tables.stream()
                    .map(table -> quoted(table.schema()) + "." + quoted(table.name()))
                    .toList()));
  }

  /** Makes the partitions that are missing, with the policies of their table. */
  void addPartitions(Manifest.Table table) throws SQLException {
    String parent = quoted(table.schema()) + "." + quoted(table.name());
    for (Manifest.Partition partition : table.partitions()) {
      String name = quoted(table.schema()) + "." + quoted(partition.name());
      if (yes("SELECT to_regclass('" + name.replace("'", "''") + "') IS NOT NULL")) {
        continue;
      }
      run("CREATE TABLE %s PARTITION OF %s %s".formatted(name, parent, partition.bound()));
      one("SELECT tableowner FROM pg_tables WHERE schemaname = '%s' AND tablename = '%s'"
              .formatted(table.schema(), table.name().replace("'", "''")))
          .ifPresent(
              owner -> runUnchecked("ALTER TABLE %s OWNER TO %s".formatted(name, quoted(owner))));
      run("ALTER TABLE " + name + " ENABLE ROW LEVEL SECURITY");
      run("ALTER TABLE " + name + " FORCE ROW LEVEL SECURITY");
      policies(table, name);
    }
  }

  private void policies(Manifest.Table table, String partition) throws SQLException {
    List<String> policies = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT policyname, qual, with_check FROM pg_policies"
                + " WHERE schemaname = ? AND tablename = ?")) {
      query.setString(1, table.schema());
      query.setString(2, table.name());
      try (ResultSet found = query.executeQuery()) {
        while (found.next()) {
          policies.add(
              "CREATE POLICY %s ON %s%s%s"
                  .formatted(
                      quoted(found.getString(1)),
                      partition,
                      found.getString(2) == null ? "" : " USING (" + found.getString(2) + ")",
                      found.getString(3) == null
                          ? ""
                          : " WITH CHECK (" + found.getString(3) + ")"));
        }
      }
    }
    for (String policy : policies) {
      run(policy);
    }
  }

  void set(Manifest.Sequence sequence) throws SQLException {
    run(
        "SELECT setval('%s.%s', %d, %b)"
            .formatted(
                quoted(sequence.schema()).replace("'", "''"),
                quoted(sequence.name()).replace("'", "''"),
                sequence.value(),
                sequence.called()));
  }

  /** Number of rows of a table. */
  long count(Manifest.Table table) throws SQLException {
    return Long.parseLong(
        one("SELECT count(*) FROM %s.%s".formatted(quoted(table.schema()), quoted(table.name())))
            .orElse("0"));
  }

  void commit() throws SQLException {
    connection.commit();
  }

  void rollback() throws SQLException {
    connection.rollback();
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void runUnchecked(String sql) {
    try {
      run(sql);
    } catch (SQLException e) {
      throw failed("The owner of a partition cannot be set", e);
    }
  }

  private Optional<String> one(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      return found.next() ? Optional.ofNullable(found.getString(1)) : Optional.empty();
    }
  }

  private boolean yes(String sql) throws SQLException {
    return one(sql).filter("t"::equals).isPresent();
  }

  static BackupException failed(String what, SQLException e) {
    return new BackupException(what + ": " + e.getMessage(), e);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed("The connection cannot be closed", e);
    }
  }
}
