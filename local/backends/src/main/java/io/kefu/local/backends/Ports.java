package io.kefu.local.backends;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Finds TCP ports on the loopback address. Safe for use by several threads. */
public final class Ports {

  /**
   * Free ports come from below the ephemeral range of Linux (32768) and macOS (49152): a client
   * that retries a dead server on an ephemeral port may be given that very port as its own, connect
   * to itself and keep the server from ever binding it again.
   */
  private static final int LOWEST = 20_000;

  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 200;

  /** Ports that this process has handed out, so that two parts started together never share one. */
  private static final Set<Integer> HANDED_OUT = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /** Whether a server could listen on 127.0.0.1:port now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  /**
   * A port that nobody listens on.
   *
   * @throws BackendException when none was found
   */
  public static int findFree() {
    return findFree(RandomGenerator.getDefault());
  }

  static int findFree(RandomGenerator random) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = random.nextInt(LOWEST, HIGHEST);
      if (!HANDED_OUT.contains(port) && isFree(port) && HANDED_OUT.add(port)) {
        return port;
      }
    }
    throw new BackendException(
        "No free port between %d and %d was found on 127.0.0.1".formatted(LOWEST, HIGHEST));
  }

  /**
   * The wanted port, or any free one when 0 is wanted.
   *
   * @throws PortTakenException when the wanted port is in use
   */
  public static int claim(String what, int wanted, String setting) {
    if (wanted == 0) {
      return findFree();
    }
    if (!isFree(wanted)) {
      throw new PortTakenException(what, wanted, setting);
    }
    return wanted;
  }
}
