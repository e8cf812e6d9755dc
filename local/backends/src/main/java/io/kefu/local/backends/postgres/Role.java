package io.kefu.local.backends.postgres;

/**
 * Login of one service.
 *
 * @param schema the one schema it owns
 * @param user its name in PostgreSQL
 * @param password generated; never log it
 */
public record Role(String schema, String user, String password) {

  /** Without the password. */
  @Override
  public String toString() {
    return "Role[schema=" + schema + ", user=" + user + "]";
  }
}
