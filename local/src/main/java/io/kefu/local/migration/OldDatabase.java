package io.kefu.local.migration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;

/**
 * The predecessor's SQLite database, opened for reading only. Its tables and columns differ from
 * one installation to the next, and values need not have their column's type.
 */
final class OldDatabase implements AutoCloseable {

  private final Connection connection;
  private final boolean utf8;
  private final Set<String> tables = new LinkedHashSet<>();

  /**
   * Opens the file.
   *
   * @throws MigrationException when it is no such database
   */
  OldDatabase(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new MigrationException("There is no file " + file + ".");
    }
    try {
      SQLiteConfig config = new SQLiteConfig();
      config.setReadOnly(true);
      connection =
          DriverManager.getConnection(
              "jdbc:sqlite:" + file.toAbsolutePath(), config.toProperties());
      try (Statement statement = connection.createStatement()) {
        try (ResultSet found = statement.executeQuery("PRAGMA encoding")) {
          utf8 = found.next() && found.getString(1).equalsIgnoreCase("UTF-8");
        }
        try (ResultSet found =
            statement.executeQuery(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
                    + " AND name NOT LIKE 'sqlite_%' ORDER BY name")) {
          while (found.next()) {
            tables.add(found.getString(1));
          }
        }
      }
    } catch (SQLException e) {
      throw new MigrationException(
          "%s cannot be read as an SQLite database: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Names of all tables. */
  Set<String> tables() {
    return tables;
  }

  /** How many rows a table has. */
  long count(String table) {
    try (Statement statement = connection.createStatement();
        ResultSet counted = statement.executeQuery("SELECT count(*) FROM " + quoted(table))) {
      return counted.next() ? counted.getLong(1) : 0;
    } catch (SQLException e) {
      throw failed(table, e);
    }
  }

  /** Whether a table has a column. */
  boolean has(String table, String column) {
    return tables.contains(table) && defaults(table).containsKey(column);
  }

  /** Hands over every row in the order in which they were written; a missing table has none. */
  void rows(String table, Consumer<OldRow> consumer) {
    if (!tables.contains(table)) {
      return;
    }
    Set<String> stamped = new HashSet<>();
    defaults(table)
        .forEach(
            (column, value) -> {
              if (value
                  .map(text -> text.toUpperCase(Locale.ROOT))
                  .orElse("")
                  .contains("CURRENT_TIMESTAMP")) {
                stamped.add(column);
              }
            });
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT rowid AS kefu_row, * FROM " + quoted(table) + " ORDER BY rowid")) {
      ResultSetMetaData columns = found.getMetaData();
      while (found.next()) {
        consumer.accept(row(found, columns, stamped));
      }
    } catch (SQLException e) {
      throw failed(table, e);
    }
  }

  private OldRow row(ResultSet found, ResultSetMetaData columns, Set<String> stamped)
      throws SQLException {
    Map<String, Object> values = new HashMap<>();
    boolean repaired = false;
    for (int i = 2; i <= columns.getColumnCount(); i++) {
      Object value = found.getObject(i);
      if (value instanceof String && utf8) {
        // The driver reads leniently: what is no UTF-8 would be lost.
        OldText text = OldText.of(found.getBytes(i));
        repaired |= text.repaired();
        value = text.text();
      } else if (value instanceof String text) {
        value = text.replace("\0", "");
      } else if (value instanceof byte[] bytes && !columns.getColumnName(i).equals("embedding")) {
        OldText text = OldText.of(bytes);
        repaired |= text.repaired();
        value = text.text();
      }
      values.put(columns.getColumnName(i).toLowerCase(Locale.ROOT), value);
    }
    return new OldRow(found.getLong(1), values, stamped, repaired);
  }

  private Map<String, Optional<String>> defaults(String table) {
    Map<String, Optional<String>> defaults = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA table_info(" + quoted(table) + ")")) {
      while (found.next()) {
        defaults.put(
            found.getString("name").toLowerCase(Locale.ROOT),
            Optional.ofNullable(found.getString("dflt_value")));
      }
    } catch (SQLException e) {
      throw failed(table, e);
    }
    return defaults;
  }

  private static String quoted(String table) {
    return '"' + table.replace("\"", "\"\"") + '"';
  }

  private static MigrationException failed(String table, SQLException e) {
    return new MigrationException(
        "The table %s cannot be read: %s".formatted(table, e.getMessage()), e);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new MigrationException("The database cannot be closed: " + e.getMessage(), e);
    }
  }
}
