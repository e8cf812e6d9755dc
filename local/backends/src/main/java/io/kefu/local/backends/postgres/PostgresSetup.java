package io.kefu.local.backends.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The database, a schema and a login role per service, and the extensions that migrations use.
 * Every step may be repeated. Names are ours, never a user's; passwords are base64url text.
 */
final class PostgresSetup {

  static final String DATABASE = "kefu";

  /** All are in PostgreSQL's contrib and can be used by every service through {@code public}. */
  private static final List<String> EXTENSIONS =
      List.of("pg_trgm", "pgcrypto", "btree_gin", "unaccent");

  private PostgresSetup() {}

  /** In the maintenance database. */
  static void createDatabase(Connection maintenance) throws SQLException {
    try (PreparedStatement query =
        maintenance.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
      query.setString(1, DATABASE);
      try (ResultSet found = query.executeQuery()) {
        if (found.next()) {
          return;
        }
      }
    }
    try (Statement statement = maintenance.createStatement()) {
      statement.execute("CREATE DATABASE " + DATABASE);
    }
  }

  /** In the database of that name. */
  static void createSchemas(Connection database, List<Role> roles) throws SQLException {
    try (Statement statement = database.createStatement()) {
      var sql = new StringBuilder();
      sql.append("REVOKE ALL ON DATABASE ").append(DATABASE).append(" FROM PUBLIC;\n");
      for (String extension : EXTENSIONS) {
        sql.append("CREATE EXTENSION IF NOT EXISTS ").append(extension).append(" SCHEMA public;\n");
      }
      roles.forEach(role -> appendRole(sql, role));
      database.setAutoCommit(false);
      statement.execute(sql.toString());
      database.commit();
    }
  }

  private static void appendRole(StringBuilder sql, Role role) {
    sql.append(
        """
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN CREATE ROLE %1$s; END IF;
        END $$;
        ALTER ROLE %1$s LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION PASSWORD '%3$s';
        GRANT CONNECT, TEMPORARY ON DATABASE %4$s TO %1$s;
        CREATE SCHEMA IF NOT EXISTS %2$s AUTHORIZATION %1$s;
        ALTER ROLE %1$s IN DATABASE %4$s SET search_path = %2$s, public;
        """
            .formatted(role.user(), role.schema(), role.password(), DATABASE));
  }
}
