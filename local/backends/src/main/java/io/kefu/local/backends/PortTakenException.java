package io.kefu.local.backends;

/** A wanted port is in use by somebody else; names the port and the setting that chooses it. */
public final class PortTakenException extends BackendException {

  private final int port;

  /**
   * @param what the thing that wanted the port, for instance {@code PostgreSQL}
   * @param port the port that is taken
   * @param setting how to choose another one, for instance {@code BackendsConfig.withPostgresPort}
   */
  public PortTakenException(String what, int port, String setting) {
    super(
        "Port %d on 127.0.0.1, wanted by %s, is in use by another program. Stop that program or choose another port with %s."
            .formatted(port, what, setting));
    this.port = port;
  }

  /** The port that is taken. */
  public int port() {
    return port;
  }
}
